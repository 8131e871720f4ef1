package org.iecpools.auditor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.NavigableSet;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** Client of the public API of stats-service. */
final class StatsApi implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final URI address;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  StatsApi(URI address) {
    this.address = address;
  }

  /**
   * A season's table.
   *
   * @param at the instant that the response states
   * @param rows a JSON array of the rows that stats-service counts
   */
  record Table(Instant at, JsonNode rows) {}

  /** The current time of the service, which is the simulated time if a simulation is running. */
  Instant now() {
    return instant(get("/api/v1/dashboard"), "asOf");
  }

  /** The seasons that the dashboard lists. */
  NavigableSet<Integer> seasons() {
    NavigableSet<Integer> seasons = new TreeSet<>();
    get("/api/v1/dashboard").path("seasons").forEach(season -> seasons.add(season.asInt()));
    return seasons;
  }

  Table live(int season) {
    return table("/api/v1/dashboard?season=" + season);
  }

  Table asOf(int season, Instant at) {
    Table table = table("/api/v1/dashboard?season=" + season + "&asOf=" + at);
    if (!table.at().equals(at)) {
      throw new AuditFailed(
          "%s was asked for its table as of %s and returned that of %s"
              .formatted(address, at, table.at()));
    }
    return table;
  }

  private Table table(String path) {
    JsonNode answer = get(path);
    if (!answer.path("rows").isArray()) {
      throw new AuditFailed(
          "%s returned no rows; it is not the dashboard of stats-service"
              .formatted(address.resolve(path)));
    }
    return new Table(instant(answer, "asOf"), counted(answer.get("rows")));
  }

  /**
   * Without the rows that are only published, which nobody can recount. A pool of the log that is
   * called published is then missing.
   */
  private static JsonNode counted(JsonNode rows) {
    ArrayNode counted = JSON.createArrayNode();
    for (JsonNode row : rows) {
      if (!row.path("source").asString("").equals("published")) {
        counted.add(row);
      }
    }
    return counted;
  }

  private Instant instant(JsonNode answer, String field) {
    try {
      return Instant.parse(answer.path(field).asString(""));
    } catch (DateTimeException e) {
      throw new AuditFailed(address + " returned no valid time; it is not stats-service", e);
    }
  }

  private JsonNode get(String path) {
    URI uri = address.resolve(path);
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(uri)
                  .timeout(TIMEOUT)
                  .header("Accept", "application/json")
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new AuditFailed(
            "%s returned status %d: %s".formatted(uri, answer.statusCode(), answer.body()));
      }
      return JSON.readTree(answer.body());
    } catch (IOException | IllegalArgumentException e) {
      throw new AuditFailed(
          "%s does not answer; check that a stack is up and that this is its stats-service: %s"
              .formatted(address, e),
          e);
    } catch (JacksonException e) {
      throw new AuditFailed(uri + " returned invalid JSON", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditFailed("interrupted while waiting for stats-service", e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
