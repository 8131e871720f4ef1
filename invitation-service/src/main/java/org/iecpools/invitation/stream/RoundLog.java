package org.iecpools.invitation.stream;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Predicate;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.events.RoundsEvent;

/**
 * Rounds of all countries, announced or run by any service, with all of their announcements: the
 * fold of {@code iec.rounds}. Events may be applied in any order and any number of times.
 * Thread-safe.
 */
public final class RoundLog {

  /** A higher revision is later, whatever its timestamp. */
  private static final Comparator<RoundScheduled> REVISIONS =
      Comparator.comparing(RoundScheduled::getRevision)
          .thenComparing(RoundScheduled::getOccurredAt)
          .thenComparing(RoundScheduled::getEventId);

  /**
   * An event of a round and where it is on {@code iec.rounds}.
   *
   * @param partition from 0
   * @param offset from 0
   */
  public record Located(int partition, long offset, RoundsEvent event)
      implements Comparable<Located> {

    private static final Comparator<Located> ORDER =
        Comparator.comparingInt(Located::partition).thenComparingLong(Located::offset);

    @Override
    public int compareTo(Located other) {
      return ORDER.compare(this, other);
    }
  }

  private final Map<UUID, NavigableMap<Integer, RoundRun>> ran = new ConcurrentHashMap<>();
  private final Map<UUID, NavigableSet<RoundScheduled>> scheduled = new ConcurrentHashMap<>();
  private final Map<UUID, RoundSealed> seals = new ConcurrentHashMap<>();
  private final Map<UUID, RoundCancelled> cancelled = new ConcurrentHashMap<>();
  private final Map<UUID, NavigableSet<Located>> located = new ConcurrentHashMap<>();

  /**
   * Applies an event. The highest revision of a round counts.
   *
   * @param partition of {@code iec.rounds}
   */
  public void apply(RoundsEvent event, int partition, long offset) {
    roundOf(event)
        .ifPresent(
            round ->
                located
                    .computeIfAbsent(round, _ -> new ConcurrentSkipListSet<>())
                    .add(new Located(partition, offset, event)));
    apply(event);
  }

  private static Optional<UUID> roundOf(RoundsEvent event) {
    return switch (event) {
      case RoundScheduled e -> Optional.of(e.getRoundId());
      case RoundSealed e -> Optional.of(e.getRoundId());
      case RoundCancelled e -> Optional.of(e.getRoundId());
      case RoundRun e -> Optional.of(e.getRoundId());
      case PoolClosed _, PoolOpened _ -> Optional.empty();
    };
  }

  private void apply(RoundsEvent event) {
    switch (event) {
      case RoundRun e ->
          ran.compute(
              e.getRoundId(),
              (_, known) -> {
                NavigableMap<Integer, RoundRun> all =
                    known == null ? new ConcurrentSkipListMap<>() : known;
                all.putIfAbsent(e.getRevision(), e);
                return all; // never visible while empty
              });
      case RoundScheduled e ->
          scheduled.compute(
              e.getRoundId(),
              (_, known) -> {
                NavigableSet<RoundScheduled> all =
                    known == null ? new ConcurrentSkipListSet<>(REVISIONS) : known;
                all.add(e);
                return all;
              });
      case RoundSealed e -> seals.putIfAbsent(e.getRoundId(), e);
      case RoundCancelled e -> cancelled.putIfAbsent(e.getRoundId(), e);
      case PoolClosed _, PoolOpened _ -> {}
    }
  }

  /** Rounds of a country that ran, latest first. */
  public List<RoundRun> run(String country) {
    return ran.values().stream()
        .map(revisions -> revisions.lastEntry().getValue())
        .filter(round -> isOf(country, round.getPool()))
        .sorted(
            Comparator.comparing(RoundRun::getOccurredAt)
                .thenComparing(RoundRun::getSeq, Comparator.nullsFirst(Comparator.naturalOrder()))
                .reversed())
        .toList();
  }

  /**
   * Upcoming rounds of the wanted pools, next first. A round whose list is closed waits for the
   * beacon, and is still to come.
   */
  public List<RoundScheduled> upcoming(Predicate<PoolId> wanted, Instant now) {
    return scheduled.values().stream()
        .map(NavigableSet::last)
        .filter(round -> wanted.test(round.getPool()))
        .filter(round -> !ran.containsKey(round.getRoundId()))
        .filter(round -> !cancelled.containsKey(round.getRoundId()))
        .filter(round -> round.getRunsAt().isAfter(now) || seals.containsKey(round.getRoundId()))
        .sorted(
            Comparator.comparing(RoundScheduled::getRunsAt)
                .thenComparing(RoundScheduled::getPool, PoolIds.ORDER))
        .toList();
  }

  /** The seal of a round's list; empty if the list is not closed, or the seed alone decides. */
  public Optional<RoundSealed> seal(UUID roundId) {
    return Optional.ofNullable(seals.get(roundId));
  }

  /** Why a round does not run although it was announced; empty if it ran or is still to come. */
  public Optional<RoundCancelled> cancellation(UUID roundId) {
    return Optional.ofNullable(cancelled.get(roundId));
  }

  /** The highest revision of a round that ran. */
  public Optional<RoundRun> run(UUID roundId) {
    return Optional.ofNullable(ran.get(roundId)).map(all -> all.lastEntry().getValue());
  }

  /** The corrections of a round, oldest first. */
  public List<RoundRun> corrections(UUID roundId) {
    NavigableMap<Integer, RoundRun> all = ran.get(roundId);
    return all == null ? List.of() : List.copyOf(all.tailMap(1, true).values());
  }

  /** All announcements of a round, by any service, latest revision last. */
  public List<RoundScheduled> announcements(UUID roundId) {
    NavigableSet<RoundScheduled> all = scheduled.get(roundId);
    return all == null ? List.of() : List.copyOf(all);
  }

  /** All events of a round, by any service, in the order of the log. */
  public List<Located> events(UUID roundId) {
    NavigableSet<Located> all = located.get(roundId);
    return all == null ? List.of() : List.copyOf(all);
  }

  private static boolean isOf(String country, PoolId pool) {
    return PoolIds.country(pool).equals(country);
  }
}
