package org.iecpools.invitation.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/**
 * Passes the console's requests about rebuilds on to stats-service with the operator's own token,
 * so that stats-service decides what the operator may do (ADR 55). Thread-safe.
 */
public final class StatsClient {

  private static final Logger LOG = LoggerFactory.getLogger(StatsClient.class);
  private static final String REBUILDS = "/api/v1/rebuilds";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /** Longer than stats-service waits for Kafka. */
  private static final Duration TIMEOUT = Duration.ofSeconds(25);

  private static final int LARGEST_BYTES = 1 << 20;

  private final Optional<URI> service;
  private final RestClient http;

  /**
   * @param service address of stats-service; empty if rebuilds are not ordered here
   */
  public StatsClient(Optional<URI> service) {
    this.service = service;
    JdkClientHttpRequestFactory requests =
        new JdkClientHttpRequestFactory(
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build());
    requests.setReadTimeout(TIMEOUT);
    this.http = RestClient.builder().requestFactory(requests).build();
  }

  /**
   * Orders a rebuild.
   *
   * @param authorization the operator's header
   * @param body as stats-service reads it
   * @throws Problem 404 without an address of stats-service, 503 if it does not answer in time
   */
  ResponseEntity<byte[]> order(String authorization, byte[] body) {
    return send(
        http.method(HttpMethod.POST)
            .uri(at(REBUILDS))
            .contentType(MediaType.APPLICATION_JSON)
            .body(body),
        authorization);
  }

  /**
   * The progress of the last rebuild.
   *
   * @param authorization the operator's header
   * @throws Problem 404 without an address of stats-service, 503 if it does not answer in time
   */
  ResponseEntity<byte[]> latest(String authorization) {
    return send(http.method(HttpMethod.GET).uri(at(REBUILDS + "/latest")), authorization);
  }

  private URI at(String path) {
    return service
        .map(base -> base.resolve(path))
        .orElseThrow(
            () ->
                new Problem(
                    FaultCode.REBUILDS_NOT_SERVED,
                    "Rebuilds are not ordered here: iec.stats-service is not set."));
  }

  private static ResponseEntity<byte[]> send(
      RestClient.RequestHeadersSpec<?> request, String authorization) {
    try {
      return request
          .header(HttpHeaders.AUTHORIZATION, authorization)
          .accept(MediaType.APPLICATION_JSON)
          .exchangeForRequiredValue((_, answer) -> answer(answer));
    } catch (ResourceAccessException e) {
      LOG.warn("stats-service does not answer: {}", String.valueOf(e.getCause()));
      throw new Problem(
          FaultCode.STATS_SERVICE_DOWN, "stats-service does not answer in time; try again soon.");
    }
  }

  /** The answer as it is, with its type only. */
  private static ResponseEntity<byte[]> answer(ClientHttpResponse answer) throws IOException {
    try (InputStream in = answer.getBody()) {
      HttpHeaders headers = new HttpHeaders();
      headers.setContentType(answer.getHeaders().getContentType());
      return ResponseEntity.status(answer.getStatusCode())
          .headers(headers)
          .body(in.readNBytes(LARGEST_BYTES));
    }
  }
}
