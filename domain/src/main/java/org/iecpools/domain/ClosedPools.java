package org.iecpools.domain;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundsEvent;

/**
 * Which pools take no entries for now: the fold of {@code PoolClosed} and {@code PoolOpened}. The
 * one with the latest {@code occurredAt} is in force (of equal ones, that with the greater event id
 * as text), so the order of arrival and repeats do not matter. Safe for use by several threads.
 */
public final class ClosedPools implements Predicate<PoolId> {

  private final Map<PoolId, RoundsEvent> last = new ConcurrentHashMap<>();

  /** Takes note of an event; any order, any number of times. */
  public void apply(RoundsEvent event) {
    switch (event) {
      case PoolClosed _, PoolOpened _ ->
          last.merge(
              event.getPool(),
              event,
              (one, other) -> Said.by(one).compareTo(Said.by(other)) >= 0 ? one : other);
      case RoundScheduled _, RoundRun _ -> {}
    }
  }

  /** Whether the pool takes no entries. */
  @Override
  public boolean test(PoolId pool) {
    return last.get(pool) instanceof PoolClosed;
  }
}
