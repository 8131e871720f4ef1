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
    return DaySums.newBuilder()
        .setDay(day)
        .setEntered(s.entered())
        .setLeft(s.left())
        .setLeavesVoided(s.leavesVoided())
        .setInvited(s.invited())
        .setDeclined(s.declined())
        .setDeclinesRejected(s.declinesRejected())
        .setClosedUnused(s.closedUnused())
        .setLois(s.lois())
        .setLoisRejected(s.loisRejected())
        .setLoisCancelled(s.loisCancelled())
        .build();
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
