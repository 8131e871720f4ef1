package org.iecpools.domain;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.events.RoundsEvent;

/**
 * Tracks which pools are closed to entries and why: a fold of {@code PoolClosed} and {@code
 * PoolOpened}. The event with the highest change number of a pool is in force; ties are broken by
 * the later {@code occurredAt}, then by the greater event id as text. The order of arrival and
 * repeats therefore do not matter. Thread-safe.
 */
public final class ClosedPools implements Predicate<PoolId> {

  /**
   * A {@code PoolClosed} or {@code PoolOpened} of one pool.
   *
   * @param closing empty for {@code PoolOpened}
   * @param number the change number, which orders the events of a pool
   * @param order breaks ties
   */
  private record PoolChange(Optional<PoolClosed> closing, int number, AnnouncementOrder order) {
    private static final Comparator<PoolChange> ORDER =
        Comparator.comparingInt(PoolChange::number).thenComparing(PoolChange::order);

    static PoolChange later(PoolChange one, PoolChange other) {
      return ORDER.compare(one, other) >= 0 ? one : other;
    }
  }

  private final Map<PoolId, PoolChange> last = new ConcurrentHashMap<>();

  /** Applies an event. Events may arrive in any order and more than once. */
  public void apply(RoundsEvent event) {
    switch (event) {
      case PoolClosed e ->
          apply(
              e.getPool(), new PoolChange(Optional.of(e), e.getChange(), AnnouncementOrder.by(e)));
      case PoolOpened e ->
          apply(
              e.getPool(),
              new PoolChange(Optional.empty(), e.getChange(), AnnouncementOrder.by(e)));
      case RoundScheduled _, RoundSealed _, RoundCancelled _, RoundRun _ -> {}
    }
  }

  private void apply(PoolId pool, PoolChange change) {
    last.merge(pool, change, PoolChange::later);
  }

  /** Whether the pool is closed to entries. */
  @Override
  public boolean test(PoolId pool) {
    return closing(pool).isPresent();
  }

  /** The closing in force of a pool; empty if the pool is open. */
  public Optional<PoolClosed> closing(PoolId pool) {
    return Optional.ofNullable(last.get(pool)).flatMap(PoolChange::closing);
  }

  /**
   * The closing in force of a pool if it occurred at or before an instant. A profile submitted
   * before its pool closed is in time, no matter when it is read.
   *
   * @param at inclusive
   */
  public Optional<PoolClosed> closing(PoolId pool, Instant at) {
    return closing(pool).filter(closing -> !closing.getOccurredAt().isAfter(at));
  }
}
