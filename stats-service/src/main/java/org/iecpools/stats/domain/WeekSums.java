package org.iecpools.stats.domain;

import java.time.LocalDate;
import java.util.SortedMap;
import java.util.TreeMap;
import org.iecpools.events.DaySums;
import org.iecpools.events.PartialSums;

/**
 * One pool's week as one input partition saw it: a row that readers add up.
 *
 * @param days sums by day, days without any left out
 */
public record WeekSums(SortedMap<LocalDate, Sums> days) {

  /** The week that a row states. */
  public static WeekSums of(PartialSums row) {
    SortedMap<LocalDate, Sums> days = new TreeMap<>();
    row.getDays().forEach(d -> days.put(d.getDay(), sums(d)));
    return new WeekSums(days);
  }

  /** A day of a row. */
  static DaySums day(LocalDate day, Sums s) {
    // Not by its builder, which takes longer: a replay makes millions of them.
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
