package org.iecpools.flow;

import java.util.List;
import org.iecpools.events.DaySums;
import org.iecpools.events.PartialSums;
import org.iecpools.events.Topics;

/** A row of the statistics as an error of an earlier program would have left it. */
final class FalsifiedRow {

  private FalsifiedRow() {}

  /**
   * Puts one in the place of one that is right: 1,000 more have entered a pool on a day.
   *
   * @param version of the rows that are served
   * @return what stands there now
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
