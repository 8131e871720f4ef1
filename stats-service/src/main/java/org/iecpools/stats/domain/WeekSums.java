package org.iecpools.stats.domain;

import java.time.LocalDate;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.iecpools.domain.Weeks;
import org.iecpools.events.DaySums;
import org.iecpools.events.PartialSums;

/**
 * One pool's week as one input partition saw it: what the partition's task keeps, and the row that
 * readers add up.
 *
 * @param days sums by day, days without any left out
 */
public record WeekSums(SortedMap<LocalDate, Sums> days) {

  /** A week without events. */
  public static final WeekSums EMPTY = new WeekSums(Collections.emptySortedMap());

  /** The week after a change. */
  public WeekSums plus(Change change) {
    SortedMap<LocalDate, Sums> changed = new TreeMap<>(days);
    Sums sums = changed.getOrDefault(change.day(), Sums.ZERO).plus(change.sums());
    if (sums.equals(Sums.ZERO)) {
      changed.remove(change.day());
    } else {
      changed.put(change.day(), sums);
    }
    return new WeekSums(changed);
  }

  /** The row for a change's pool and week, from this source. */
  public PartialSums row(Change change, String topic, int partition) {
    return PartialSums.newBuilder()
        .setPool(change.pool())
        .setWeek(Weeks.weekOf(change.day()))
        .setSourceTopic(topic)
        .setSourcePartition(partition)
        .setDays(days.entrySet().stream().map(d -> day(d.getKey(), d.getValue())).toList())
        .build();
  }

  /** The week that a row states. */
  public static WeekSums of(PartialSums row) {
    SortedMap<LocalDate, Sums> days = new TreeMap<>();
    row.getDays().forEach(d -> days.put(d.getDay(), sums(d)));
    return new WeekSums(days);
  }

  private static DaySums day(LocalDate day, Sums s) {
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
