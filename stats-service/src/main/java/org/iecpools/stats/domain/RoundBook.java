package org.iecpools.stats.domain;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundsEvent;

/**
 * Past and upcoming rounds of every pool: a fold of {@code iec.rounds}, independent of order and
 * duplicates. The sums contain neither the time of the last round within a week nor upcoming
 * rounds. Thread-safe.
 */
public final class RoundBook {

  /** The last scheduling of a round counts, because its size may have changed. */
  private static final Comparator<RoundScheduled> PRECEDENCE =
      Comparator.comparing(RoundScheduled::getOccurredAt)
          .thenComparing(e -> e.getEventId().toString());

  /**
   * A round that was run.
   *
   * @param fact the round's fact; its amount is the number invited
   * @param notDrawable candidates in the pool that could not be drawn; -1 if the draw does not
   *     state it
   */
  private record Run(Fact fact, long notDrawable) {
    static Run of(Fact fact, RoundRun run) {
      boolean stated = run.getPoolSize() != null && run.getDrawable() != null;
      return new Run(
          fact, stated ? Math.max(0L, (long) run.getPoolSize() - run.getDrawable()) : -1);
    }

    /** Whether this record counts instead of the known one, whatever the order of arrival. */
    boolean precedes(Run known) {
      return fact.precedes(known.fact)
          || !known.fact.precedes(fact) && notDrawable < known.notDrawable;
    }
  }

  private record Rounds(Map<UUID, Run> run, Map<UUID, RoundScheduled> scheduled) {}

  private final Map<PoolId, Rounds> pools = new HashMap<>();
  private volatile long changes;

  /** Applies an event. */
  public synchronized void apply(RoundsEvent event) {
    Rounds rounds =
        pools.computeIfAbsent(event.getPool(), _ -> new Rounds(new HashMap<>(), new HashMap<>()));
    switch (event) {
      case RoundRun e ->
          Fact.of(e)
              .ifPresent(
                  fact ->
                      rounds
                          .run()
                          .merge(e.getRoundId(), Run.of(fact, e), (a, b) -> b.precedes(a) ? b : a));
      case RoundScheduled e ->
          rounds
              .scheduled()
              .merge(e.getRoundId(), e, (a, b) -> PRECEDENCE.compare(b, a) > 0 ? b : a);
      case PoolClosed _, PoolOpened _ -> {
        // These affect entries only; candidates in the pool can still be drawn.
      }
    }
    changes++;
  }

  /** A counter that changes whenever an answer may differ. Use it as a cache key. */
  public long changes() {
    return changes;
  }

  /** The last round that invited anyone from a pool; its amount is the number invited. */
  public synchronized Optional<Fact> last(PoolId pool, View view) {
    return runs(pool, view)
        .map(Run::fact)
        .filter(fact -> fact.amount() > 0)
        .max(Comparator.comparing(Fact::occurredAt).thenComparing(Fact::amount));
  }

  /**
   * Candidates that were in the pool at its last draw but could not be drawn: just drawn from
   * another pool, holding an open invitation, or past their last eligible day. Empty if no draw has
   * stated it yet.
   */
  public synchronized OptionalLong notDrawable(PoolId pool, View view) {
    return runs(pool, view)
        .filter(run -> run.notDrawable() >= 0)
        .max(
            Comparator.comparing((Run run) -> run.fact().occurredAt())
                .thenComparing(Run::notDrawable))
        .map(run -> OptionalLong.of(run.notDrawable()))
        .orElse(OptionalLong.empty());
  }

  private Stream<Run> runs(PoolId pool, View view) {
    return Optional.ofNullable(pools.get(pool)).stream()
        .flatMap(rounds -> rounds.run().values().stream())
        .filter(run -> view.covers(run.fact().occurredAt()));
  }

  /**
   * The next announced round of a pool that is still to come.
   *
   * @param allowed whether the current plan allows a round at an instant; the plan may have changed
   *     after the announcement
   */
  public synchronized Optional<RoundScheduled> announced(
      PoolId pool, View view, Predicate<Instant> allowed) {
    Rounds rounds = pools.get(pool);
    if (rounds == null) {
      return Optional.empty();
    }
    Set<UUID> done =
        rounds.run().entrySet().stream()
            .filter(run -> view.covers(run.getValue().fact().occurredAt()))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    return rounds.scheduled().values().stream()
        .filter(e -> view.covers(e.getOccurredAt()))
        .filter(e -> !e.getRunsAt().isBefore(view.at()) && !done.contains(e.getRoundId()))
        .filter(e -> allowed.test(e.getRunsAt()))
        .min(
            Comparator.comparing(RoundScheduled::getRunsAt)
                .thenComparing(e -> e.getRoundId().toString()));
  }
}
