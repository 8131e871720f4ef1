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
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolSizeShare;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundsEvent;

/**
 * The candidates in a pool, counted twice: by invitation-service, which states in each {@link
 * RoundRun} how many it saw and up to which positions it had read, and by these sums at the same
 * positions. The two share no code; whatever makes them differ is an error of one of them, or a
 * record that only one has counted. Safe for several threads.
 *
 * <p>Compared are draws of this log alone: rounds run elsewhere state no positions, and those
 * copied from another cluster state positions that mean nothing here.
 */
public final class DoubleEntry {

  /** A partition whose records are counted. */
  public record Source(String topic, int partition) {}

  /**
   * What a draw says it saw.
   *
   * @param seq number of the decision in season and country
   * @param at when the draw was made
   * @param stated candidates in the pool
   * @param drawnBefore by rounds of this pool that stand before it on {@code iec.rounds}
   * @param positions offset of the last record seen of each input partition
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
   * @param counted candidates in the pool by the sums
   */
  public record Comparison(Draw draw, long counted) {
    /** By how many candidates the sums exceed what the draw stated. */
    public long difference() {
      return counted - draw.stated();
    }
  }

  /**
   * How it stands.
   *
   * @param compared draws
   * @param waiting draws whose positions are not all counted yet
   * @param difference candidates by which compared draws differ, each taken as positive
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
   * Nothing known.
   *
   * @param log the Kafka cluster that is read from, by its id
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
   * Up to which place of a partition records count for a draw, empty where none do. Rejections are
   * no input of the draw, but known to whoever made it: those count that it had decided before.
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

  /** Whether a partition is one of rejections, whose places are decisions and not offsets. */
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

  /** Takes an event, in the order of its partition. */
  public synchronized void apply(RoundsEvent event) {
    if (!(event instanceof RoundRun run)) {
      return;
    }
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

  /** Takes a share, whichever is known first, the share or the round. */
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

  /** Compares by the shares of another version from now on and forgets the earlier ones. */
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

  /** Another number than before, where something else may be told than before. */
  public long changes() {
    return changes;
  }

  /**
   * Draws to be compared, each pool's in their order.
   *
   * @param from how many of them the caller knows already
   */
  public synchronized List<Draw> draws(int from) {
    return from == draws.size() ? List.of() : List.copyOf(draws.subList(from, draws.size()));
  }

  /** A partition's share of a round, as {@code iec.statistics} has it. */
  public synchronized Optional<Long> share(int version, UUID roundId, Source source) {
    return Optional.ofNullable(shares(version, roundId).get(source));
  }

  private Map<Source, Long> shares(int version, UUID roundId) {
    return shares.getOrDefault(version, Map.of()).getOrDefault(roundId, Map.of());
  }

  /** The last draw from a pool that was compared. */
  public synchronized Optional<Comparison> last(PoolId pool, View view) {
    return compared.getOrDefault(pool, Map.of()).values().stream()
        .filter(comparison -> view.covers(comparison.draw().at()))
        .max(Comparator.comparing(comparison -> comparison.draw().seq()));
  }

  /** How it stands, over all pools. */
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
