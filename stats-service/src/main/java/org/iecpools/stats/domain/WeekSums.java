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

  /** Converts a row of {@code iec.statistics}. */
  public static WeekSums of(PartialSums row) {
    SortedMap<LocalDate, Sums> days = new TreeMap<>();
    row.getDays().forEach(d -> days.put(d.getDay(), sums(d)));
    return new WeekSums(days);
  }

  /** Converts the sums of one day. */
  static DaySums day(LocalDate day, Sums s) {
    // The constructor is faster than the builder, and a replay creates millions of these.
    return new DaySums(
        day,
        s.entered(),
        s.left(),
        s.leavesVoided(),
        s.invited(),
        s.declined(),
        s.declinesRejected(),
        s.closedUnused(),
        s.lois(),
        s.loisRejected(),
        s.loisCancelled());
  }

  private static Sums sums(DaySums d) {
    return new Sums(
        d.getEntered(),
        d.getLeft(),
        d.getLeavesVoided(),
        d.getInvited(),
        d.getDeclined(),
        d.getDeclinesRejected(),
        d.getClosedUnused(),
        d.getLois(),
        d.getLoisRejected(),
        d.getLoisCancelled());
  }
}
