package org.iecpools.flow;

import java.util.List;
import org.iecpools.events.DaySums;
import org.iecpools.events.PartialSums;
import org.iecpools.kafka.Topics;

/**
 * A row of the statistics with a wrong value, as a bug in an earlier version would have left it.
 */
final class FalsifiedRow {

  private FalsifiedRow() {}

  /**
   * Replaces a correct row by one with 1,000 additional entries.
   *
   * @param version the version of the served rows
   * @return the wrong row
   */
  static PartialSums putBy(Upstream operator, int version) {
    PartialSums right =
        operator.events(Topics.STATISTICS).stream()
            .filter(PartialSums.class::isInstance)
            .map(PartialSums.class::cast)
            .filter(row -> row.getVersion() == version)
            .filter(row -> row.getSourceTopic().equals(Topics.POOLS.name()))
            .findFirst()
            .orElseThrow();
    DaySums day = right.getDays().getFirst();
    PartialSums wrong =
        PartialSums.newBuilder(right)
            .setDays(List.of(DaySums.newBuilder(day).setEntered(day.getEntered() + 1_000).build()))
            .build();
    operator.produce(wrong);
    return wrong;
  }
}
