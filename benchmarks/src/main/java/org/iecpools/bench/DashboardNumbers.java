package org.iecpools.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.iecpools.bench.season.PoolTotals;
import org.iecpools.events.PartialSums;
import org.iecpools.events.PoolIds;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.StackException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the service's dashboard. Rows do not contain the number of declines, which is read from the
 * partial sums that the service publishes.
 */
final class DashboardNumbers implements PublishedNumbers {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final String address;
  private final int season;
  private final EventCodec codec;
  private final TopicNumbers.Follower statistics;
  private final Map<String, PartialSums> partial = new HashMap<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  DashboardNumbers(String address, int season, String bootstrapServers, EventCodec codec) {
    this.address = address;
    this.season = season;
    this.codec = codec;
    this.statistics = new TopicNumbers.Follower(bootstrapServers, Topics.STATISTICS.name());
  }

  /** Empty while the service does not answer. */
  @Override
  public Map<String, PoolTotals> read() {
    JsonNode rows = rows("season=" + season);
    Map<String, Long> declines = declines();
    Map<String, PoolTotals> numbers = new HashMap<>();
    for (JsonNode row : rows) {
      String pool = row.get("pool").asString();
      PoolTotals shown =
          new PoolTotals(
              row.get("candidatesInPool").asLong(),
              row.get("invitationsIssued").asLong(),
              declines.getOrDefault(pool, 0L),
              row.get("openInvitations").asLong(),
              row.get("loisIssued").asLong());
      if (!shown.equals(PoolTotals.NONE)) {
        numbers.put(pool, shown);
      }
    }
    return numbers;
  }

  /** The rows for a query; none while the service does not answer. */
  JsonNode rows(String query) {
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

  private Map<String, Long> declines() {
    statistics.readOn(
        record -> {
          try {
            if (codec.decode(record.value()) instanceof PartialSums sums) {
              partial.put(record.key(), sums);
            }
          } catch (EventCodec.Undecodable e) {
            throw new StackException(
                "%s: %s".formatted(Topics.STATISTICS.name(), e.getMessage()), e);
          }
        });
    Map<String, Long> declines = new HashMap<>();
    for (PartialSums sums : partial.values()) {
      long counting =
          sums.getDays().stream()
              .mapToLong(day -> day.getDeclined() - day.getDeclinesRejected())
              .sum();
      declines.merge(PoolIds.text(sums.getPool()), counting, Long::sum);
    }
    return declines;
  }

  @Override
  public void close() {
    statistics.close();
    http.shutdownNow();
  }
}
