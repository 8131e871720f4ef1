package org.iecpools.simulator.season;

import java.time.Instant;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;
import org.iecpools.simulator.upstream.Quotas;

/**
 * The simulator's own books: the changes of each figure by pool and week. Rows can be read live or
 * as of the end of any week. Contains sums only; {@link World} decides what is booked.
 */
final class Books {

  /** The figures that are counted. */
  enum Figure {
    INVITATIONS,
    IN_POOL,
    OPEN,
    LOIS
  }

  /**
   * The figures of a pool, in the format of the dashboard.
   *
   * @param quota a number, "unlimited", "to be announced" or "not offered"
   * @param spots the same, except that it is 0 for "not offered"
   */
  record Row(
      PoolId pool, String quota, int invitations, int inPool, String spots, int lois, int open) {}

  private final Calendar calendar;
  private final Map<PoolId, int[][]> entries = new HashMap<>();
  private final Map<PoolId, NavigableMap<Instant, Quota>> quotas = new TreeMap<>(PoolIds.ORDER);

  private final NavigableMap<Instant, LocalTime> publicationTimes = new TreeMap<>();

  Books(Calendar calendar) {
    this.calendar = calendar;
  }

  void quota(PoolId pool, Quota quota, Instant announcedAt) {
    quotas.computeIfAbsent(pool, _ -> new TreeMap<>()).put(announcedAt, quota);
  }

  void publicationTime(LocalTime time, Instant announcedAt) {
    publicationTimes.put(announcedAt, time);
  }

  /** When a week is published: at the last time that was announced before it ended. */
  Instant publication(int week) {
    Map.Entry<Instant, LocalTime> last = publicationTimes.lowerEntry(calendar.friday(week));
    return last == null
        ? calendar.friday(week)
        : calendar.fridayOf(week).atTime(last.getValue()).atZone(Calendar.ZONE).toInstant();
  }

  /** All pools with an announced quota. */
  Set<PoolId> pools() {
    return quotas.keySet();
  }

  /**
   * The last quota announced for a pool.
   *
   * @throws IllegalArgumentException if there is none
   */
  Quota quota(PoolId pool) {
    NavigableMap<Instant, Quota> announced = quotas.get(pool);
    if (announced == null) {
      throw new IllegalArgumentException("no quota was announced for " + PoolIds.text(pool));
    }
    return announced.lastEntry().getValue();
  }

  /**
   * Adds a change to a figure.
   *
   * @param at determines the week in which the change counts
   */
  void book(PoolId pool, Figure figure, int change, Instant at) {
    int week = calendar.weekOf(at);
    int[][] weeks =
        entries.computeIfAbsent(pool, _ -> new int[Figure.values().length][calendar.weeks() + 2]);
    weeks[figure.ordinal()][Math.min(week, calendar.weeks() + 1)] += change;
  }

  int count(PoolId pool, Figure figure) {
    return count(pool, figure, calendar.weeks() + 1);
  }

  private int count(PoolId pool, Figure figure, int lastWeek) {
    int[][] weeks = entries.get(pool);
    return weeks == null ? 0 : Arrays.stream(weeks[figure.ordinal()], 0, lastWeek + 1).sum();
  }

  int total(Figure figure) {
    return quotas.keySet().stream().mapToInt(pool -> count(pool, figure)).sum();
  }

  /** The current rows of all pools. */
  List<Row> rows() {
    return quotas.keySet().stream()
        .map(pool -> row(pool, quota(pool), calendar.weeks() + 1))
        .toList();
  }

  /** The rows of all pools as of the end of a week, from everything known now. */
  List<Row> rows(int week) {
    return quotas.entrySet().stream()
        .filter(e -> e.getValue().lowerEntry(calendar.friday(week)) != null)
        .map(e -> row(e.getKey(), e.getValue().lowerEntry(calendar.friday(week)).getValue(), week))
        .toList();
  }

  private Row row(PoolId pool, Quota quota, int week) {
    int lois = count(pool, Figure.LOIS, week);
    int open = count(pool, Figure.OPEN, week);
    String spots =
        switch (quota.getKind()) {
          case NUMBER -> Integer.toString(Math.max(0, quota.getPermits() - lois));
          case UNLIMITED, TO_BE_ANNOUNCED, UNKNOWN -> Quotas.text(quota);
          case NOT_OFFERED -> "0";
        };
    return new Row(
        pool,
        Quotas.text(quota),
        count(pool, Figure.INVITATIONS, week),
        count(pool, Figure.IN_POOL, week),
        spots,
        lois,
        open);
  }

  /** Whether a pool's quota is a number that its LOIs have reached. */
  boolean met(PoolId pool) {
    Quota quota = quota(pool);
    return quota.getKind() == QuotaKind.NUMBER && count(pool, Figure.LOIS) >= quota.getPermits();
  }
}
