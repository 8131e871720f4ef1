package org.iecpools.stats.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.PassedOnAnswer;
import org.iecpools.kit.web.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Fetches proofs of draws and bundles of rounds from invitation-service, so that the page that
 * checks them needs one origin only (ADR 52). Never logs the id of a profile. Thread-safe.
 */
public final class ProofClient {

  /**
   * Maximum number of proofs that are fetched at once: a quarter of the concurrent reads that the
   * kit admits, so that a slow invitation-service does not delay the statistics.
   */
  static final int CONCURRENT = 8;

  /** Maximum size of a proof. One with 50,000 voided invitations has 2 MB. */
  static final int LARGEST_BYTES = 4 << 20;

  /** Maximum number of bundles that are passed on at once. Each takes as long as its client. */
  static final int CONCURRENT_BUNDLES = 4;

  /** Maximum size of a bundle. The list of a million candidates has 32 MB. */
  static final long LARGEST_BUNDLE = 128L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(ProofClient.class);
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration BUNDLE_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration WAIT = Duration.ofMillis(500);

  /** Reasons of invitation-service that are passed on. */
  private static final Set<FaultCode> PASSED_ON =
      Set.of(
          FaultCode.UNKNOWN_ROUND,
          FaultCode.NO_PROOF,
          FaultCode.NOT_DRAWABLE,
          FaultCode.NOT_DRAWN,
          FaultCode.NO_BUNDLE);

  private final Optional<URI> service;
  private final RestClient http;
  private final RestClient bundles;
  private final Semaphore free = new Semaphore(CONCURRENT, true);
  private final Semaphore freeForBundles = new Semaphore(CONCURRENT_BUNDLES, true);

  /**
   * @param service address of invitation-service; empty if proofs are not served
   * @param timeout longest time until the answer with a proof is complete
   */
  public ProofClient(Optional<URI> service, Duration timeout) {
    this.service = service;
    this.http = client(timeout);
    this.bundles = client(BUNDLE_TIMEOUT);
  }

  private static RestClient client(Duration timeout) {
    JdkClientHttpRequestFactory requests =
        new JdkClientHttpRequestFactory(
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build());
    requests.setReadTimeout(timeout);
    return RestClient.builder().requestFactory(requests).build();
  }

  /**
   * The proof of a round, as invitation-service answers it.
   *
   * @param profile the profile whose part in the draw is proved, if any
   * @throws Problem 404 if there is no such proof or no address of invitation-service, 502 if the
   *     answer is not a proof, 503 if invitation-service does not answer in time or too many proofs
   *     are being fetched
   */
  byte[] proof(int season, String country, UUID round, Optional<UUID> profile) {
    URI base = base();
    URI uri =
        UriComponentsBuilder.fromUri(base)
            .path("/api/v1/rounds/{season}/{country}/{round}/proof")
            .queryParamIfPresent("profileId", profile)
            .build(season, country, round);
    take(free);
    try {
      return http.get()
          .uri(uri)
          .accept(MediaType.APPLICATION_JSON)
          .exchangeForRequiredValue((_, answer) -> proof(answer));
    } catch (ResourceAccessException e) {
      // Its cause, because its own message has the address.
      LOG.warn("invitation-service at {} does not answer: {}", base, String.valueOf(e.getCause()));
      throw down();
    } finally {
      free.release();
    }
  }

  /**
   * Writes the bundle of a round, as invitation-service answers it, while it is received.
   *
   * @param known the tag of the bundle that the client has, if any
   * @throws Problem 404 if there is no such bundle or no address of invitation-service, 502 if the
   *     answer is not a bundle, 503 if invitation-service does not answer in time or too many
   *     bundles are being fetched
   */
  void writeBundle(
      int season, String country, UUID round, Optional<String> known, HttpServletResponse response)
      throws IOException {
    URI base = base();
    URI uri =
        UriComponentsBuilder.fromUri(base)
            .path("/api/v1/rounds/{season}/{country}/{round}/bundle")
            .build(season, country, round);
    take(freeForBundles);
    try {
      boolean _ =
          bundles
              .get()
              .uri(uri)
              .accept(MediaType.APPLICATION_JSON)
              .headers(
                  headers -> known.ifPresent(tag -> headers.set(HttpHeaders.IF_NONE_MATCH, tag)))
              .exchangeForRequiredValue(
                  (_, answer) -> {
                    writeBundle(answer, response);
                    return true;
                  });
    } catch (ResourceAccessException e) {
      if (response.isCommitted()) {
        // One of the two connections has failed. The client sees that the bundle is incomplete.
        throw new IOException("a bundle was not passed on completely", e);
      }
      LOG.warn("invitation-service at {} does not answer: {}", base, String.valueOf(e.getCause()));
      throw down();
    } finally {
      freeForBundles.release();
    }
  }

  private static void writeBundle(ClientHttpResponse answer, HttpServletResponse response)
      throws IOException {
    HttpStatusCode status = answer.getStatusCode();
    long length = answer.getHeaders().getContentLength();
    boolean isBundle =
        status.isSameCodeAs(HttpStatus.OK)
            && isJson(answer)
            && length >= 0
            && length <= LARGEST_BUNDLE;
    if (isBundle || status.isSameCodeAs(HttpStatus.NOT_MODIFIED)) {
      PassedOnAnswer.write(answer, response);
      return;
    }
    throw problem(answer, body(answer));
  }

  private URI base() {
    return service.orElseThrow(
        () ->
            new Problem(
                FaultCode.PROOFS_NOT_SERVED,
                "Proofs are not served here: iec.invitation-service is not set."));
  }

  private static void take(Semaphore free) {
    boolean taken;
    try {
      taken = free.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      taken = false;
    }
    if (!taken) {
      throw overloaded();
    }
  }

  private static byte[] proof(ClientHttpResponse answer) throws IOException {
    HttpStatusCode status = answer.getStatusCode();
    byte[] body = body(answer);
    if (status.isSameCodeAs(HttpStatus.OK) && isJson(answer) && body.length <= LARGEST_BYTES) {
      return body;
    }
    throw problem(answer, body);
  }

  /** What to answer in place of an answer that is no proof. */
  private static Problem problem(ClientHttpResponse answer, byte[] body) throws IOException {
    HttpStatusCode status = answer.getStatusCode();
    if (status.isSameCodeAs(HttpStatus.NOT_FOUND)) {
      Optional<Problem> reason = reason(body);
      if (reason.isPresent()) {
        return reason.get();
      }
    }
    if (status.isSameCodeAs(HttpStatus.TOO_MANY_REQUESTS)) {
      return overloaded();
    }
    if (status.isSameCodeAs(HttpStatus.SERVICE_UNAVAILABLE)) {
      return down();
    }
    LOG.warn(
        "the answer to a request for a proof is not one: status {}, type {}, {} bytes read",
        status.value(),
        answer.getHeaders().getFirst("Content-Type"),
        body.length);
    return new Problem(
        FaultCode.UNEXPECTED_ANSWER,
        "invitation-service has not answered with a proof; the reason is in the log.");
  }

  /** At most one byte more than a proof may have. */
  private static byte[] body(ClientHttpResponse answer) throws IOException {
    try (InputStream in = answer.getBody()) {
      return in.readNBytes(LARGEST_BYTES + 1);
    }
  }

  private static boolean isJson(ClientHttpResponse answer) {
    return MediaType.APPLICATION_JSON.isCompatibleWith(answer.getHeaders().getContentType());
  }

  /**
   * The problem with which invitation-service has answered, if it concerns the round or profile.
   */
  private static Optional<Problem> reason(byte[] body) {
    try {
      JsonNode fault = JSON.readTree(body).at("/errors/0");
      return PASSED_ON.stream()
          .filter(code -> fault.path("code").asString("").equals(code.name()))
          .findFirst()
          .map(
              code ->
                  new Problem(
                      HttpStatus.NOT_FOUND,
                      code,
                      fault.path("detail").asString(code.description())));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static Problem down() {
    return new Problem(
        FaultCode.INVITATION_SERVICE_DOWN,
        "invitation-service does not answer in time; try again soon.");
  }

  private static Problem overloaded() {
    return new Problem(
        FaultCode.OVERLOADED, "Too many proofs are being fetched at once; try again soon.");
  }
}
