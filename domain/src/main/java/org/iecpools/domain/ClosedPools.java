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
 * Which pools take no entries for now, and why: the fold of {@code PoolClosed} and {@code
 * PoolOpened}. Of a pool the one with the highest number is in force (of equal ones, that with the
 * latest {@code occurredAt}, then that with the greater event id as text), so the order of arrival
 * and repeats do not matter. Safe for use by several threads.
 */
public final class ClosedPools implements Predicate<PoolId> {

  /**
   * A closing or opening.
   *
   * @param closing null for an opening
   */
  private record Word(PoolClosed closing, int change, Said said) {
    private static final Comparator<Word> ORDER =
        Comparator.comparingInt(Word::change).thenComparing(Word::said);

    static Word later(Word one, Word other) {
      return ORDER.compare(one, other) >= 0 ? one : other;
    }
  }

  private final Map<PoolId, Word> last = new ConcurrentHashMap<>();

  /** Takes note of an event; any order, any number of times. */
  public void apply(RoundsEvent event) {
    switch (event) {
      case PoolClosed e -> apply(e.getPool(), new Word(e, e.getChange(), Said.by(e)));
      case PoolOpened e -> apply(e.getPool(), new Word(null, e.getChange(), Said.by(e)));
      case RoundScheduled _, RoundRun _ -> {}
    }
  }

  private void apply(PoolId pool, Word word) {
    last.merge(pool, word, Word::later);
  }

  /** Whether the pool takes no entries. */
  @Override
  public boolean test(PoolId pool) {
    return closing(pool).isPresent();
  }

  /** The closing in force of a pool; empty where it takes entries. */
  public Optional<PoolClosed> closing(PoolId pool) {
    return Optional.ofNullable(last.get(pool)).map(Word::closing);
  }

  /**
   * The closing in force of a pool that was closed at an instant too: what was submitted before a
   * pool closed is in time, whenever it is read.
   */
  public Optional<PoolClosed> closing(PoolId pool, Instant at) {
    return closing(pool).filter(closing -> !closing.getOccurredAt().isAfter(at));
  }
}
