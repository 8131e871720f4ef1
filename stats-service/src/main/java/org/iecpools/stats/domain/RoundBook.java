package org.iecpools.stats.domain;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iecpools.domain.ClosedPools;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.events.RoundsEvent;

/**
 * Past, cancelled and upcoming rounds of every pool, and its closings to entries: a fold of {@code
 * iec.rounds}, independent of order and duplicates. The sums contain neither the time of the last
 * round within a week nor upcoming rounds. Thread-safe.
 */
public final class RoundBook {

  /** The last scheduling of a round counts, because its size may have changed. */
  private static final Comparator<RoundScheduled> PRECEDENCE =
      Comparator.comparing(RoundScheduled::getOccurredAt)
          .thenComparing(e -> e.getEventId().toString());

  private static final Comparator<RoundCancelled> OLDEST_FIRST =
      Comparator.comparing(RoundCancelled::getOccurredAt)
          .thenComparing(e -> e.getEventId().toString());

  /** Newest first; the order of rounds at the same time is arbitrary but fixed. */
  private static final Comparator<PastRound> NEWEST_FIRST =
      Comparator.comparing(PastRound::at).thenComparing(round -> round.id().toString()).reversed();

  /**
   * A round that was run.
   *
   * @param eventId breaks ties between records of the round
   */
  private record Run(Fact fact, PastRound round, UUID eventId) {

    /** Whether this record counts instead of the known one, whatever the order of arrival. */
    boolean precedes(Run known) {
      if (fact.precedes(known.fact) || known.fact.precedes(fact)) {
        return fact.precedes(known.fact);
      }
      long difference = round.notDrawable().orElse(-1) - known.round.notDrawable().orElse(-1);
      return difference != 0
          ? difference < 0
          : eventId.toString().compareTo(known.eventId.toString()) < 0;
    }
  }

  /**
   * What is known of a pool.
   *
   * @param doors closings and openings to entries, by event id
   */
  private record Rounds(
      Map<UUID, Run> run,
      Map<UUID, RoundScheduled> scheduled,
      Map<UUID, RoundCancelled> cancelled,
      Map<UUID, RoundsEvent> doors) {

    Rounds() {
      this(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
    }
  }

  private final Map<PoolId, Rounds> pools = new HashMap<>();
  private volatile long changes;

  /** Applies an event. */
  public synchronized void apply(RoundsEvent event) {
    Rounds rounds = pools.computeIfAbsent(event.getPool(), _ -> new Rounds());
    switch (event) {
      case RoundRun e ->
          Fact.of(e)
              .ifPresent(
                  fact ->
                      rounds
                          .run()
                          .merge(
                              e.getRoundId(),
                              new Run(fact, PastRound.of(e), e.getEventId()),
                              (a, b) -> b.precedes(a) ? b : a));
      case RoundScheduled e ->
          rounds
              .scheduled()
              .merge(e.getRoundId(), e, (a, b) -> PRECEDENCE.compare(b, a) > 0 ? b : a);
      case RoundSealed _ -> {
        // A sealed round is still to come, and its RoundRun repeats what the seal states.
      }
      // A cancelled round is announced for a time that has passed, so it is not to come either.
      case RoundCancelled e ->
          rounds
              .cancelled()
              .merge(e.getRoundId(), e, (a, b) -> OLDEST_FIRST.compare(b, a) < 0 ? b : a);
      case PoolClosed e -> rounds.doors().put(e.getEventId(), e);
      case PoolOpened e -> rounds.doors().put(e.getEventId(), e);
    }
    changes++;
  }

  /** A counter that changes whenever an answer may differ. Use it as a cache key. */
  public long changes() {
    return changes;
  }

  /** The last round that invited anyone from a pool. */
  public synchronized Optional<PastRound> last(PoolId pool, View view) {
    return runs(pool, view)
        .map(Run::round)
        .filter(round -> round.invited() > 0)
        .max(
            Comparator.comparing(PastRound::at)
                .thenComparing(PastRound::invited)
                .thenComparing(round -> round.id().toString()));
  }

  /** The rounds of a pool, newest first, including those that invited nobody. */
  public synchronized List<PastRound> rounds(PoolId pool, View view) {
    return runs(pool, view)
        .map(Run::round)
        .map(round -> asAnnounced(pool, round))
        .sorted(NEWEST_FIRST)
        .toList();
  }

  /** The rounds of all pools that do not run, the first record of each. */
  public synchronized List<RoundCancelled> cancellations() {
    return pools.values().stream().flatMap(rounds -> rounds.cancelled().values().stream()).toList();
  }

  /** Whether a pool is closed to entries; its candidates can still be drawn. */
  public synchronized boolean isClosed(PoolId pool, View view) {
    Rounds rounds = pools.get(pool);
    if (rounds == null) {
      return false;
    }
    ClosedPools closed = new ClosedPools();
    rounds.doors().values().stream()
        .filter(event -> view.covers(event.getOccurredAt()))
        .forEach(closed::apply);
    return closed.test(pool);
  }

  /**
   * Candidates that were in the pool at its last draw but could not be drawn: just drawn from
   * another pool, holding an open invitation, or past their last eligible day. Empty if no draw has
   * stated it yet.
   */
  public synchronized OptionalLong notDrawable(PoolId pool, View view) {
    return runs(pool, view)
        .map(Run::round)
        .filter(round -> round.notDrawable().isPresent())
        .max(
            Comparator.comparing(PastRound::at)
                .thenComparing(round -> round.notDrawable().getAsLong()))
        .map(PastRound::notDrawable)
        .orElse(OptionalLong.empty());
  }

  private PastRound asAnnounced(PoolId pool, PastRound round) {
    return Optional.ofNullable(pools.get(pool))
        .map(rounds -> rounds.scheduled().get(round.id()))
        .map(round::announcedAs)
        .orElse(round);
  }

  private Stream<Run> runs(PoolId pool, View view) {
    return Optional.ofNullable(pools.get(pool)).stream()
        .flatMap(rounds -> rounds.run().values().stream())
        .filter(run -> view.covers(run.round().at()));
  }

  /**
   * The next announced round of a pool that is still to come.
   *
   * @param allowed whether the current plan allows a round at an instant; the plan may have changed
   *     after the announcement
   */
  public Optional<RoundScheduled> announced(PoolId pool, View view, Predicate<Instant> allowed) {
    return toCome(pool, view, allowed).stream()
        .min(
            Comparator.comparing(RoundScheduled::getRunsAt)
                .thenComparing(e -> e.getRoundId().toString()));
  }

  /**
   * The announced rounds of a pool that are still to come, in any order.
   *
   * @param allowed whether the current plan allows a round at an instant
   */
  public synchronized List<RoundScheduled> toCome(
      PoolId pool, View view, Predicate<Instant> allowed) {
    Rounds rounds = pools.get(pool);
    if (rounds == null) {
      return List.of();
    }
    Set<UUID> done =
        rounds.run().entrySet().stream()
            .filter(run -> view.covers(run.getValue().round().at()))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    return rounds.scheduled().values().stream()
        .filter(e -> view.covers(e.getOccurredAt()))
        .filter(e -> !e.getRunsAt().isBefore(view.at()) && !done.contains(e.getRoundId()))
        .filter(e -> allowed.test(e.getRunsAt()))
        .toList();
  }
}
