package org.iecpools.bench;

import java.util.HashMap;
import java.util.Map;
import org.iecpools.bench.harness.Dashboard;
import org.iecpools.bench.season.PoolTotals;
import org.iecpools.events.PartialSums;
import org.iecpools.events.PoolIds;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.StackException;
import tools.jackson.databind.JsonNode;

/**
 * Reads the service's dashboard. Rows do not contain the number of declines, which is read from the
 * partial sums that the service publishes.
 */
final class DashboardNumbers implements PublishedNumbers {

  private final Dashboard dashboard;
  private final int season;
  private final EventCodec codec;
  private final TopicNumbers.Follower statistics;
  private final Map<String, PartialSums> partial = new HashMap<>();

  DashboardNumbers(String address, int season, String bootstrapServers, EventCodec codec) {
    this.dashboard = new Dashboard(address);
    this.season = season;
    this.codec = codec;
    this.statistics = new TopicNumbers.Follower(bootstrapServers, Topics.STATISTICS.name());
  }

  /** Empty while the service does not answer. */
  @Override
  public Map<String, PoolTotals> read() {
    JsonNode rows = dashboard.rows("season=" + season);
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

  /** The rows for a query; none while the service does not answer. */
  JsonNode rows(String query) {
    return dashboard.rows(query);
  }

  @Override
  public void close() {
    statistics.close();
    dashboard.close();
  }
}
