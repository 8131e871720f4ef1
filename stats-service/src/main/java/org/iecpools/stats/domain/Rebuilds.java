package org.iecpools.stats.domain;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.iecpools.events.InputPosition;
import org.iecpools.events.RebuildOrdered;
import org.iecpools.events.RebuildProgress;
import org.iecpools.stats.domain.DoubleEntry.Source;

/**
 * Which version of the sums is served, and how far the next one has come: a fold of {@code
 * iec.statistics}. Input partitions are counted anew one by one, each by whoever counts it anyway;
 * when all are done and everything they have written is read, the new version is served. Safe for
 * several threads.
 */
public final class Rebuilds {

  private final Set<Source> sources;
  private final Ledger ledger;
  private final DoubleEntry draws;
  private final Map<Source, RebuildProgress> progress = new HashMap<>();
  private RebuildOrdered order;
  private int serving;
  private List<Ledger.Change> changes;

  /**
   * Version 0 is served.
   *
   * @param sources all input partitions
   * @param ledger told which version to serve
   * @param draws told which version to compare
   */
  public Rebuilds(Set<Source> sources, Ledger ledger, DoubleEntry draws) {
    this.sources = Set.copyOf(sources);
    this.ledger = ledger;
    this.draws = draws;
  }

  /**
   * How it stands.
   *
   * @param serving version that is served
   * @param building version that is built; empty where none is
   * @param orderedAt when the last rebuild was ordered; empty where none ever was
   * @param partitions of all inputs
   * @param partitionsDone those counted anew
   * @param records that stood on the inputs when it was ordered, or have been counted since;
   *     transactions' markers among them
   * @param recordsCounted those counted anew
   * @param changes what the new version changed when it replaced the one before; empty where this
   *     instance was not there
   */
  public record State(
      int serving,
      OptionalInt building,
      Optional<Instant> orderedAt,
      int partitions,
      int partitionsDone,
      long records,
      long recordsCounted,
      Optional<List<Ledger.Change>> changes) {}

  /** A rebuild is ordered, so what it replaces is complete. */
  public synchronized void apply(RebuildOrdered ordered) {
    if (order != null && ordered.getVersion() <= order.getVersion()) {
      return;
    }
    order = ordered;
    changes = null;
    if (ordered.getVersion() - 1 > serving) {
      switchTo(ordered.getVersion() - 1);
    }
  }

  /** A partition has come further. */
  public synchronized void apply(RebuildProgress its) {
    progress.put(new Source(its.getSourceTopic(), its.getSourcePartition()), its);
  }

  /** The version that is served. */
  public synchronized int serving() {
    return serving;
  }

  /** The version that partitions are to be counted into. */
  public synchronized OptionalInt building() {
    return order != null && order.getVersion() > serving
        ? OptionalInt.of(order.getVersion())
        : OptionalInt.empty();
  }

  /** Whether there is a version to be served as soon as everything written of it is read. */
  public synchronized boolean isComplete() {
    return building().isPresent() && sources.stream().allMatch(this::isDone);
  }

  /**
   * Everything written of the version that is complete has been read. What it would change now is
   * noted, so that rows which are read a moment earlier of one version than of the other can be
   * told from those that differ.
   */
  public synchronized void compare() {
    changes = ledger.changes(building().orElseThrow());
  }

  /**
   * Everything written since the comparison has been read: the version is served from now on.
   *
   * @return what that changes
   */
  public synchronized List<Ledger.Change> serve() {
    int version = building().orElseThrow();
    Set<Ledger.Change> again = Set.copyOf(ledger.changes(version));
    List<Ledger.Change> changed = changes.stream().filter(again::contains).toList();
    switchTo(version);
    changes = changed;
    return changed;
  }

  private void switchTo(int version) {
    serving = version;
    ledger.serve(version);
    draws.serve(version);
  }

  /** How it stands. */
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
