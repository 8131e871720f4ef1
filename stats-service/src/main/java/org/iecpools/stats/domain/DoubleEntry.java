package org.iecpools.stats.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.PoolSizeShare;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.events.RoundsEvent;

/**
 * Compares two independent counts of the candidates in a pool. invitation-service states in each
 * {@link RoundRun} how many candidates it saw and up to which positions it had read; the sums are
 * evaluated at the same positions. The two counts share no code, so a difference is an error in one
 * of them, or a record that only one has counted. Thread-safe.
 *
 * <p>Only draws of this log are compared: rounds run elsewhere state no positions, and rounds
 * copied from another cluster state positions that are meaningless here.
 */
public final class DoubleEntry {

  /** A partition whose records are counted. */
  public record Source(String topic, int partition) {}

  /**
   * What a draw states about its input.
   *
   * @param seq number of the decision in season and country
   * @param at when the draw was made
   * @param stated candidates in the pool
   * @param drawnBefore candidates drawn by the rounds of this pool that precede it on {@code
   *     iec.rounds}
   * @param positions offset of the last record read of each input partition
   */
  public record Draw(
      PoolId pool,
      UUID roundId,
      long seq,
      Instant at,
      long stated,
      long drawnBefore,
      Map<Source, Long> positions) {}

  /**
   * A draw that was compared.
   *
   * @param counted candidates in the pool according to the sums
   */
  public record Comparison(Draw draw, long counted) {
    /** Number of candidates by which the sums exceed what the draw stated. */
    public long difference() {
      return counted - draw.stated();
    }
  }

  /**
   * The totals over all draws.
   *
   * @param compared number of draws compared
   * @param waiting number of draws whose positions are not all counted yet
   * @param difference sum of the absolute differences in candidates
   */
  public record Totals(int compared, int waiting, long difference) {}

  private final String log;
  private final String pools;
  private final String responses;
  private final String invitations;
  private final Map<PoolId, Map<UUID, Fact>> runs = new HashMap<>();
  private final List<Draw> draws = new ArrayList<>();
  private final Map<UUID, Draw> byRound = new HashMap<>();
  private final Map<Integer, Map<UUID, Map<Source, Long>>> shares = new HashMap<>();
  private final Map<PoolId, Map<UUID, Comparison>> compared = new HashMap<>();
  private int serving;
  private volatile long changes;

  /**
   * Creates an empty instance.
   *
   * @param log id of the Kafka cluster that is read
   * @param pools the topic of entries and leaves
   * @param responses the topic of declines
   * @param invitations the topic of rejections
   */
  public DoubleEntry(String log, String pools, String responses, String invitations) {
    this.log = log;
    this.pools = pools;
    this.responses = responses;
    this.invitations = invitations;
  }

  /**
   * The place in a partition up to which, inclusive, records count for a draw; empty if none count.
   * The draw does not read rejections, because the service that draws also decides them: those
   * decided before the draw count.
   */
  public Optional<Long> place(Draw draw, Source source) {
    if (source.topic().equals(invitations)) {
      return draw.positions().containsKey(new Source(responses, source.partition()))
          ? Optional.of(draw.seq() - 1)
          : Optional.empty();
    }
    return source.topic().equals(pools) || source.topic().equals(responses)
        ? Optional.ofNullable(draw.positions().get(source))
        : Optional.empty();
  }

  /**
   * Whether a partition contains rejections, whose places are decision numbers instead of offsets.
   */
  public boolean isOfRejections(Source source) {
    return source.topic().equals(invitations);
  }

  private Set<Source> sources(Draw draw) {
    Set<Source> sources = new HashSet<>();
    for (Source source : draw.positions().keySet()) {
      if (source.topic().equals(pools)) {
        sources.add(source);
      } else if (source.topic().equals(responses)) {
        sources.add(source);
        sources.add(new Source(invitations, source.partition()));
      }
    }
    return sources;
  }

  /** Applies an event; events must arrive in the order of their partition. */
  public synchronized void apply(RoundsEvent event) {
    switch (event) {
      case RoundRun run -> apply(run);
      case RoundScheduled _, RoundSealed _, RoundCancelled _, PoolClosed _, PoolOpened _ -> {
        // Only draws state pool sizes.
      }
    }
  }

  private void apply(RoundRun run) {
    Map<UUID, Fact> before = runs.computeIfAbsent(run.getPool(), _ -> new HashMap<>());
    if (isComparable(run)) {
      long drawn =
          before.values().stream()
              .filter(fact -> !fact.identity().subject().equals(run.getRoundId()))
              .mapToLong(Fact::amount)
              .sum();
      Map<Source, Long> positions = new HashMap<>();
      run.getPositions()
          .forEach(
              at -> positions.put(new Source(at.getTopic(), at.getPartition()), at.getOffset()));
      Draw draw =
          new Draw(
              run.getPool(),
              run.getRoundId(),
              run.getSeq(),
              run.getOccurredAt(),
              run.getPoolSize(),
              drawn,
              positions);
      byRound.put(run.getRoundId(), draw);
      draws.add(draw);
      compare(draw);
    }
    Fact.of(run)
        .ifPresent(fact -> before.merge(run.getRoundId(), fact, (a, b) -> b.precedes(a) ? b : a));
  }

  private boolean isComparable(RoundRun run) {
    return log.equals(run.getLog())
        && run.getRevision() == 0
        && run.getPoolSize() != null
        && run.getSeq() != null
        && !byRound.containsKey(run.getRoundId());
  }

  /** Applies a share; it may arrive before or after its round. */
  public synchronized void apply(PoolSizeShare share) {
    if (share.getVersion() < serving) {
      return;
    }
    shares
        .computeIfAbsent(share.getVersion(), _ -> new HashMap<>())
        .computeIfAbsent(share.getRoundId(), _ -> new HashMap<>())
        .put(new Source(share.getSourceTopic(), share.getSourcePartition()), share.getCandidates());
    Draw draw = byRound.get(share.getRoundId());
    if (draw != null && share.getVersion() == serving) {
      compare(draw);
    }
  }

  /** Switches to the shares of another version and drops those of earlier versions. */
  public synchronized void serve(int version) {
    serving = version;
    shares.keySet().removeIf(other -> other < version);
    compared.clear();
    draws.forEach(this::compare);
  }

  private void compare(Draw draw) {
    Map<Source, Long> known = shares(serving, draw.roundId());
    Set<Source> sources = sources(draw);
    if (known.keySet().containsAll(sources)) {
      long counted = sources.stream().mapToLong(known::get).sum() - draw.drawnBefore();
      compared
          .computeIfAbsent(draw.pool(), _ -> new HashMap<>())
          .put(draw.roundId(), new Comparison(draw, counted));
      changes++;
    }
  }

  /** A counter that changes whenever an answer may differ. Use it as a cache key. */
  public long changes() {
    return changes;
  }

  /**
   * Draws to be compared, in the order of arrival.
   *
   * @param from number of draws that the caller already has
   */
  public synchronized List<Draw> draws(int from) {
    return from == draws.size() ? List.of() : List.copyOf(draws.subList(from, draws.size()));
  }

  /** The share of a partition in a round, as read from {@code iec.statistics}. */
  public synchronized Optional<Long> share(int version, UUID roundId, Source source) {
    return Optional.ofNullable(shares(version, roundId).get(source));
  }

  private Map<Source, Long> shares(int version, UUID roundId) {
    return shares.getOrDefault(version, Map.of()).getOrDefault(roundId, Map.of());
  }

  /** The last compared draw from a pool. */
  public synchronized Optional<Comparison> last(PoolId pool, View view) {
    return compared.getOrDefault(pool, Map.of()).values().stream()
        .filter(comparison -> view.covers(comparison.draw().at()))
        .max(Comparator.comparing(comparison -> comparison.draw().seq()));
  }

  /** The totals over all pools. */
  public synchronized Totals totals() {
    int count = compared.values().stream().mapToInt(Map::size).sum();
    long difference =
        compared.values().stream()
            .flatMap(rounds -> rounds.values().stream())
            .mapToLong(comparison -> Math.abs(comparison.difference()))
            .sum();
    return new Totals(count, draws.size() - count, difference);
  }
}
