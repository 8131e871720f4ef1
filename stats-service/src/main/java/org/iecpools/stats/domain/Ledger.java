package org.iecpools.stats.domain;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.iecpools.domain.SeasonWindow;
import org.iecpools.events.PartialSums;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;

/**
 * All partial sums, added up by pool and day: a fold of {@code iec.statistics}. A later row of a
 * key replaces the earlier one, so rows may be repeated. Rows of a version that is not served yet
 * are added up separately; rows of earlier versions are ignored. Thread-safe.
 */
public final class Ledger {

  private final Map<Integer, VersionRows> versions = new HashMap<>();
  private VersionRows served = new VersionRows();
  private int serving;
  private volatile long changes;

  /** Creates an empty ledger that serves version 0. */
  public Ledger() {
    versions.put(serving, served);
  }

  private record Key(PoolId pool, LocalDate week, String topic, int partition) {
    static Key of(PartialSums row) {
      return new Key(row.getPool(), row.getWeek(), row.getSourceTopic(), row.getSourcePartition());
    }
  }

  /** The rows of one version of the sums. */
  private static final class VersionRows {
    private final Map<Key, WeekSums> rows = new HashMap<>();
    private final NavigableMap<PoolId, NavigableMap<LocalDate, Sums>> days =
        new TreeMap<>(PoolIds.ORDER);

    void apply(PartialSums row) {
      WeekSums now = withinWindow(WeekSums.of(row), row.getPool().getSeason());
      WeekSums before = rows.put(Key.of(row), now);
      NavigableMap<LocalDate, Sums> pool =
          days.computeIfAbsent(row.getPool(), _ -> new TreeMap<>());
      replace(pool, before == null ? Map.of() : before.days(), now.days());
      if (pool.isEmpty()) {
        days.remove(row.getPool());
      }
    }

    /** Most days of a row are those of its predecessor, so only the others are added up. */
    private static void replace(
        NavigableMap<LocalDate, Sums> pool,
        Map<LocalDate, Sums> before,
        Map<LocalDate, Sums> after) {
      before.forEach(
          (day, sums) -> {
            if (!Objects.equals(sums, after.get(day))) {
              add(pool, day, Sums.ZERO.minus(sums));
            }
          });
      after.forEach(
          (day, sums) -> {
            if (!Objects.equals(sums, before.get(day))) {
              add(pool, day, sums);
            }
          });
    }

    /** Drops days outside the season's window, which releases without that window counted. */
    private static WeekSums withinWindow(WeekSums week, int season) {
      if (!SeasonWindow.isSeason(season)) {
        return week;
      }
      SeasonWindow window = SeasonWindow.of(season);
      LocalDate first = window.firstDay();
      LocalDate last = window.lastDay();
      SortedMap<LocalDate, Sums> days = new TreeMap<>(week.days());
      days.keySet().removeIf(day -> day.isBefore(first) || day.isAfter(last));
      return new WeekSums(days);
    }

    Map<LocalDate, Sums> of(PoolId pool) {
      return days.getOrDefault(pool, Collections.emptyNavigableMap());
    }
  }

  /**
   * A day of a pool whose sums differ in the new version.
   *
   * @param before sums in the version that was served until now
   * @param after sums in the new version
   */
  public record Change(PoolId pool, LocalDate day, Sums before, Sums after) {}

  /** Applies a row. */
  public synchronized void apply(PartialSums row) {
    if (row.getVersion() >= serving) {
      versions.computeIfAbsent(row.getVersion(), _ -> new VersionRows()).apply(row);
      changes++;
    }
  }

  /** The differences, by pool and day, between the served version and another one. */
  public synchronized List<Change> changes(int version) {
    VersionRows next = versions.getOrDefault(version, new VersionRows());
    Set<PoolId> pools = new TreeSet<>(PoolIds.ORDER);
    pools.addAll(served.days.keySet());
    pools.addAll(next.days.keySet());
    List<Change> changes = new ArrayList<>();
    for (PoolId pool : pools) {
      Set<LocalDate> days = new TreeSet<>(served.of(pool).keySet());
      days.addAll(next.of(pool).keySet());
      for (LocalDate day : days) {
        Sums before = served.of(pool).getOrDefault(day, Sums.ZERO);
        Sums after = next.of(pool).getOrDefault(day, Sums.ZERO);
        if (!before.equals(after)) {
          changes.add(new Change(pool, day, before, after));
        }
      }
    }
    return changes;
  }

  /** Switches to another version and drops the earlier ones. */
  public synchronized void serve(int version) {
    served = versions.computeIfAbsent(version, _ -> new VersionRows());
    serving = version;
    versions.keySet().removeIf(other -> other < version);
    changes++;
  }

  /** A counter that changes whenever an answer may differ. Use it as a cache key. */
  public long changes() {
    return changes;
  }

  private static void add(NavigableMap<LocalDate, Sums> pool, LocalDate day, Sums sums) {
    pool.merge(
        day,
        sums,
        (a, b) -> {
          Sums both = a.plus(b);
          return both.equals(Sums.ZERO) ? null : both;
        });
  }

  /** The sums of a pool's events. */
  public synchronized Sums sums(PoolId pool, View view) {
    NavigableMap<LocalDate, Sums> all = served.days.get(pool);
    if (all == null) {
      return Sums.ZERO;
    }
    NavigableMap<LocalDate, Sums> counting =
        view.end().map(end -> all.headMap(end, false)).orElse(all);
    return counting.values().stream().reduce(Sums.ZERO, Sums::plus);
  }

  /** Pools with events. */
  public synchronized Set<PoolId> pools() {
    Set<PoolId> pools = new TreeSet<>(PoolIds.ORDER);
    pools.addAll(served.days.keySet());
    return pools;
  }

  /** The first day with an event of this pool. */
  public synchronized Optional<LocalDate> firstDay(PoolId pool) {
    return Optional.ofNullable(served.days.get(pool)).map(NavigableMap::firstKey);
  }

  /** The last day with an event of this pool. */
  public synchronized Optional<LocalDate> lastDay(PoolId pool) {
    return Optional.ofNullable(served.days.get(pool)).map(NavigableMap::lastKey);
  }
}
