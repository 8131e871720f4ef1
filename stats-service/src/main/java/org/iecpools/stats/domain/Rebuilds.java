package org.iecpools.stats.domain;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.iecpools.events.InputPosition;
import org.iecpools.events.RebuildOrdered;
import org.iecpools.events.RebuildProgress;
import org.iecpools.stats.domain.DoubleEntry.Source;
import org.jspecify.annotations.Nullable;

/**
 * The version of the sums that is served, and the progress of the next one: a fold of {@code
 * iec.statistics}. Input partitions are recounted one by one, each by its owner. When all are done
 * and everything they have written is read, the new version is served. Thread-safe.
 */
public final class Rebuilds {

  private final Set<Source> sources;
  private final Ledger ledger;
  private final DoubleEntry draws;
  private final Map<Source, RebuildProgress> progress = new HashMap<>();
  private @Nullable RebuildOrdered order;
  private Optional<String> operator = Optional.empty();
  private Optional<String> reason = Optional.empty();
  private int serving;
  private @Nullable List<Ledger.Change> changes;

  /**
   * Starts with version 0.
   *
   * @param sources all input partitions
   * @param ledger switched to each served version
   * @param draws switched to each served version
   */
  public Rebuilds(Set<Source> sources, Ledger ledger, DoubleEntry draws) {
    this.sources = Set.copyOf(sources);
    this.ledger = ledger;
    this.draws = draws;
  }

  /**
   * The state of the last rebuild.
   *
   * @param serving version that is served
   * @param building version that is being built; empty if there is none
   * @param orderedAt when the last rebuild was ordered; empty before the first
   * @param operator who ordered it, if known
   * @param reason why it was ordered, if a reason was given
   * @param partitions number of input partitions
   * @param partitionsDone number of partitions recounted
   * @param records number of records in the inputs when the rebuild was ordered, or recounted since
   *     then if that is more; including transaction markers
   * @param recordsCounted number of those records recounted
   * @param changes what the new version changed when it replaced the previous one; empty while it
   *     is being built, and if this instance did not perform the switch itself
   */
  public record State(
      int serving,
      OptionalInt building,
      Optional<Instant> orderedAt,
      Optional<String> operator,
      Optional<String> reason,
      int partitions,
      int partitionsDone,
      long records,
      long recordsCounted,
      Optional<List<Ledger.Change>> changes) {}

  /**
   * Applies an order. The version before the ordered one must be complete, so it is served.
   *
   * @param by the operator who ordered it, if known
   * @param why the reason that the operator gave, if any
   */
  public synchronized void apply(
      RebuildOrdered ordered, Optional<String> by, Optional<String> why) {
    if (order != null && ordered.getVersion() <= order.getVersion()) {
      return;
    }
    order = ordered;
    operator = by;
    reason = why;
    changes = null;
    if (ordered.getVersion() - 1 > serving) {
      switchTo(ordered.getVersion() - 1);
    }
  }

  /** Applies the progress of a partition. */
  public synchronized void apply(RebuildProgress its) {
    progress.put(new Source(its.getSourceTopic(), its.getSourcePartition()), its);
  }

  /** The version that is served. */
  public synchronized int serving() {
    return serving;
  }

  /** The version into which partitions are to be recounted. */
  public synchronized OptionalInt building() {
    return order != null && order.getVersion() > serving
        ? OptionalInt.of(order.getVersion())
        : OptionalInt.empty();
  }

  /**
   * Whether all partitions of the next version are recounted: it can be served as soon as
   * everything written of it is read.
   */
  public synchronized boolean isComplete() {
    return building().isPresent() && sources.stream().allMatch(this::isDone);
  }

  /**
   * Records what the complete version would change. Call it when everything written of that version
   * has been read. A second comparison in {@link #serve} separates real differences from rows that
   * were only read earlier in one version than in the other.
   */
  public synchronized void compare() {
    changes = ledger.changes(building().orElseThrow());
  }

  /**
   * Serves the complete version. Call it when everything written since {@link #compare} has been
   * read.
   *
   * @return the differences found by both comparisons
   */
  public synchronized List<Ledger.Change> serve() {
    int version = building().orElseThrow();
    Set<Ledger.Change> again = Set.copyOf(ledger.changes(version));
    List<Ledger.Change> compared =
        Objects.requireNonNull(changes, "the version is compared before it is served");
    List<Ledger.Change> changed = compared.stream().filter(again::contains).toList();
    switchTo(version);
    changes = changed;
    return changed;
  }

  private void switchTo(int version) {
    serving = version;
    ledger.serve(version);
    draws.serve(version);
  }

  /** The state of the last rebuild. */
  public synchronized State state() {
    Map<Source, Long> ends = new HashMap<>();
    if (order != null) {
      for (InputPosition end : order.getPositions()) {
        ends.put(new Source(end.getTopic(), end.getPartition()), end.getOffset() + 1);
      }
    }
    long counted = sources.stream().mapToLong(this::counted).sum();
    long records =
        sources.stream()
            .mapToLong(source -> Math.max(ends.getOrDefault(source, 0L), counted(source)))
            .sum();
    return new State(
        serving,
        building(),
        Optional.ofNullable(order).map(RebuildOrdered::getOrderedAt),
        operator,
        reason,
        sources.size(),
        (int) sources.stream().filter(this::isDone).count(),
        records,
        counted,
        building().isPresent() ? Optional.empty() : Optional.ofNullable(changes));
  }

  private boolean isDone(Source source) {
    return ofThisOrder(source).map(RebuildProgress::getDone).orElse(false);
  }

  private long counted(Source source) {
    return ofThisOrder(source).map(RebuildProgress::getNext).orElse(0L);
  }

  private Optional<RebuildProgress> ofThisOrder(Source source) {
    return Optional.ofNullable(progress.get(source))
        .filter(its -> order != null && its.getVersion() == order.getVersion());
  }
}
