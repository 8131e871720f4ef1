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
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
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
   * @param closing null for {@code PoolOpened}
   * @param change number that orders the events of a pool
   * @param said breaks ties
   */
  private record Word(PoolClosed closing, int change, AnnouncementOrder said) {
    private static final Comparator<Word> ORDER =
        Comparator.comparingInt(Word::change).thenComparing(Word::said);

    static Word later(Word one, Word other) {
      return ORDER.compare(one, other) >= 0 ? one : other;
    }
  }

  private final Map<PoolId, Word> last = new ConcurrentHashMap<>();

  /** Applies an event. Events may arrive in any order and more than once. */
  public void apply(RoundsEvent event) {
    switch (event) {
      case PoolClosed e -> apply(e.getPool(), new Word(e, e.getChange(), AnnouncementOrder.by(e)));
      case PoolOpened e ->
          apply(e.getPool(), new Word(null, e.getChange(), AnnouncementOrder.by(e)));
      case RoundScheduled _, RoundRun _ -> {}
    }
  }

  private void apply(PoolId pool, Word word) {
    last.merge(pool, word, Word::later);
  }

  /** Whether the pool is closed to entries. */
  @Override
  public boolean test(PoolId pool) {
    return closing(pool).isPresent();
  }

  /** The closing in force of a pool; empty if the pool is open. */
  public Optional<PoolClosed> closing(PoolId pool) {
    return Optional.ofNullable(last.get(pool)).map(Word::closing);
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
