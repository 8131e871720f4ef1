package org.iecpools.bench.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.iecpools.stack.StackException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** HTTP client of the dashboard. */
public final class Dashboard implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final String address;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  /**
   * @param address of stats-service
   */
  public Dashboard(String address) {
    this.address = address;
  }

  /** The rows for a query; none while the service does not answer. */
  public JsonNode rows(String query) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "/api/v1/dashboard?" + query))
            .timeout(TIMEOUT)
            .header("Accept", "application/json")
            .build();
    try {
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return answer.statusCode() == 200
          ? JsonMapper.shared().readTree(answer.body()).get("rows")
          : JsonMapper.shared().createArrayNode();
    } catch (IOException _) {
      return JsonMapper.shared().createArrayNode();
    } catch (JacksonException e) {
      throw new StackException(address + " returned invalid JSON: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while waiting for " + address, e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
