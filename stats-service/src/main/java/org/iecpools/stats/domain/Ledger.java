package org.iecpools.stats.domain;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.iecpools.events.PartialSums;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;

/**
 * All partial sums, added up by pool and day: a fold of {@code iec.statistics}. A later row of a
 * key replaces the earlier one, so rows may be told again. Safe for several threads.
 */
public final class Ledger {

  private final Map<Key, WeekSums> rows = new HashMap<>();
  private final NavigableMap<PoolId, NavigableMap<LocalDate, Sums>> days =
      new TreeMap<>(PoolIds.ORDER);

  private record Key(PoolId pool, LocalDate week, String topic, int partition) {
    static Key of(PartialSums row) {
      return new Key(row.getPool(), row.getWeek(), row.getSourceTopic(), row.getSourcePartition());
    }
  }

  /** Takes a row. */
  public synchronized void apply(PartialSums row) {
    WeekSums now = WeekSums.of(row);
    WeekSums before = rows.put(Key.of(row), now);
    NavigableMap<LocalDate, Sums> pool = days.computeIfAbsent(row.getPool(), _ -> new TreeMap<>());
    if (before != null) {
      before.days().forEach((day, sums) -> add(pool, day, Sums.ZERO.minus(sums)));
    }
    now.days().forEach((day, sums) -> add(pool, day, sums));
    if (pool.isEmpty()) {
      days.remove(row.getPool());
    }
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

  /** What a pool's events come to. */
  public synchronized Sums sums(PoolId pool, View view) {
    NavigableMap<LocalDate, Sums> all = days.get(pool);
    if (all == null) {
      return Sums.ZERO;
    }
    Collection<Sums> counting =
        view.live() ? all.values() : all.headMap(view.day(), false).values();
    return counting.stream().reduce(Sums.ZERO, Sums::plus);
  }

  /** Pools with events. */
  public synchronized Set<PoolId> pools() {
    Set<PoolId> pools = new TreeSet<>(PoolIds.ORDER);
    pools.addAll(days.keySet());
    return pools;
  }

  /** The first day with an event of this pool. */
  public synchronized Optional<LocalDate> firstDay(PoolId pool) {
    return Optional.ofNullable(days.get(pool)).map(NavigableMap::firstKey);
  }

  /** The last day with an event of this pool. */
  public synchronized Optional<LocalDate> lastDay(PoolId pool) {
    return Optional.ofNullable(days.get(pool)).map(NavigableMap::lastKey);
  }
}
