package org.iecpools.stats.domain;

import java.time.LocalDate;
import java.util.SortedMap;
import java.util.TreeMap;
import org.iecpools.events.DaySums;
import org.iecpools.events.PartialSums;

/**
 * The sums of one pool's week from one input partition; readers add them up.
 *
 * @param days sums by day, without days that have none
 */
public record WeekSums(SortedMap<LocalDate, Sums> days) {

  /** Position of the day in {@link DaySums}. */
  private static final int DAY = 0;

  /**
   * Position of the first count in {@link DaySums}; the others follow in the order of {@link
   * Count}.
   */
  private static final int FIRST_COUNT = 1;

  /** Converts a row of {@code iec.statistics}. */
  public static WeekSums of(PartialSums row) {
    SortedMap<LocalDate, Sums> days = new TreeMap<>();
    row.getDays()
        .forEach(day -> days.put(day.getDay(), Sums.of(count -> (long) day.get(position(count)))));
    return new WeekSums(days);
  }

  /** Converts the sums of one day. */
  static DaySums day(LocalDate day, Sums sums) {
    // Filled by position because the builder is slower, and a replay creates millions of these.
    DaySums row = new DaySums();
    row.put(DAY, day);
    for (Count count : Count.ALL) {
      row.put(position(count), sums.of(count));
    }
    return row;
  }

  private static int position(Count count) {
    return FIRST_COUNT + count.ordinal();
  }
}
