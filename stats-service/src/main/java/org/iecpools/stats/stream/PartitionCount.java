package org.iecpools.stats.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.Event;
import org.iecpools.events.PartialSums;
import org.iecpools.events.PoolSizeShare;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.Topic;
import org.iecpools.kit.stream.DeadLetter;
import org.iecpools.kit.stream.RecordValidator;
import org.iecpools.kit.trace.RecordSpan;
import org.iecpools.stats.domain.DoubleEntry;
import org.iecpools.stats.domain.Fact;
import org.iecpools.stats.domain.PoolIndex;
import org.iecpools.stats.domain.Tally;
import org.iecpools.stats.snapshot.SnapshotKey;
import org.iecpools.stats.snapshot.SnapshotPosition;
import org.iecpools.stats.snapshot.Snapshots;
import org.iecpools.stats.snapshot.StoredCount;

/**
 * The state of one input partition: how far it has been read, its counts, and what is not published
 * yet. Records that an earlier owner published are counted, because duplicates are detected with
 * them, but they are not published again. Not thread-safe.
 */
final class PartitionCount {

  private record Refused(long offset, DeadLetter letter) {}

  private static final long NONE = Long.MAX_VALUE;

  /** Most records of one transaction that are traced. */
  private static final int MOST_SPANS = 1_000;

  /**
   * Time between two snapshots. It limits the number of records that are counted again after a
   * crash.
   */
  private static final Duration SNAPSHOT_INTERVAL = Duration.ofSeconds(15);

  private final Topic<?> topic;
  private final PoolIndex pools;
  private final RecordValidator validator;
  private final FactReader reader;
  private final Tally tally;
  private final Shares shares;
  private final List<Refused> refused = new ArrayList<>();
  private final RowTraces traces;

  /** Spans of the records that are counted and not published. */
  private List<RecordSpan> spans = new ArrayList<>();

  private Set<Integer> versions = Set.of();
  private boolean owns;
  private long next;
  private long published;
  private List<PoolSizeShare> ready = List.of();

  /** Offset up to which, exclusive, the last snapshot includes records. */
  private long stored;

  private long storedAt = System.nanoTime();

  /** Offset of the first record that the partition had when it was counted. */
  private long beginning;

  /** Timestamp of the oldest record to publish, milliseconds since 1970; {@link #NONE} if none. */
  private long oldest = NONE;

  /** Timestamp of the last record that was read to be published; 0 before the first one. */
  private long latest;

  /** When the partition was last read to its end, milliseconds since 1970; 0 before. */
  private long allReadAt;

  /** Timestamp from which on records are not published yet; {@link #NONE} if there are none. */
  private volatile long behindSince = NONE;

  PartitionCount(
      Topic<?> topic,
      int partition,
      RecordValidator validator,
      FactReader reader,
      PoolIndex pools,
      DoubleEntry draws,
      RowTraces traces) {
    this.traces = traces;
    this.topic = topic;
    this.pools = pools;
    this.validator = validator;
    this.reader = reader;
    this.tally = new Tally(topic.name(), partition, pools);
    this.shares = new Shares(draws, tally, new DoubleEntry.Source(topic.name(), partition));
  }

  /**
   * Takes the partition over and continues after the last record read. Other owners may have
   * published further in the meantime.
   *
   * @param committed offset up to which, exclusive, records are published
   * @param into versions of the rows in which those records are published
   */
  void resume(long committed, Set<Integer> into) {
    published = committed;
    versions = into;
    owns = true;
    if (next <= committed) {
      oldest = NONE;
      spans.clear();
    }
    refused.removeIf(record -> record.offset() < committed);
  }

  /**
   * Recounts the partition next to the count that owns it: produces rows of a new version and no
   * dead letters.
   *
   * @param version version of the rows
   */
  void recountInto(int version) {
    versions = Set.of(version);
    owns = false;
  }

  /**
   * Sets the beginning of this count, which must be empty.
   *
   * @param offset offset of the partition's first record
   */
  void begin(long offset) {
    beginning = offset;
  }

  /** Offset of the first record that the partition had when it was counted. */
  long beginning() {
    return beginning;
  }

  /**
   * Restores a count that was stored. This one must be empty.
   *
   * @throws IOException if it is malformed; this count is then unusable
   */
  void restore(StoredCount count) throws IOException {
    count.restore(tally, pools);
    next = count.next();
    stored = next;
  }

  /**
   * Whether there is something to store. Only published records are: a count that includes others
   * would not publish them after a restart.
   */
  boolean isStorable() {
    return owns && next > stored && next <= published;
  }

  /**
   * Whether a snapshot is due.
   *
   * @param mostUnsealed number of facts from which on it is due regardless of the time
   */
  boolean isSnapshotDue(int mostUnsealed) {
    return isStorable()
        && (tally.unsealed() > mostUnsealed
            || System.nanoTime() - storedAt > SNAPSHOT_INTERVAL.toNanos());
  }

  /**
   * Hands a snapshot over to be written.
   *
   * @param mostUnsealed number of facts that are stored with each snapshot; if there are more, all
   *     of them are sealed and stored once
   */
  void store(Snapshots snapshots, SnapshotKey key, int mostUnsealed) {
    if (tally.unsealed() > mostUnsealed) {
      tally.seal();
    }
    snapshots.write(
        key,
        new SnapshotPosition(PublishedIn.latest(versions), beginning, next),
        tally.sealed(),
        tally.image());
    stored = next;
    storedAt = System.nanoTime();
  }

  /** Versions in which rows are published; empty before {@link #resume} or {@link #recountInto}. */
  Set<Integer> versions() {
    return versions;
  }

  /** Stops publishing versions earlier than the one served. */
  void serve(int version) {
    Set<Integer> kept = versions.stream().filter(v -> v >= version).collect(Collectors.toSet());
    versions = kept.isEmpty() ? Set.of(version) : kept;
  }

  /** Offset of the next record. */
  long next() {
    return next;
  }

  /** Offset up to which, exclusive, published records have been counted. */
  long recounted() {
    return Math.min(next, published);
  }

  /** Whether all published records have been counted. */
  boolean isCaughtUp() {
    return next >= published;
  }

  /**
   * Collects the shares that can be published. Returns whether there is something to publish: rows,
   * dead letters, shares, or only a new offset.
   *
   * @param hasReadAll whether the partition has been read to its end
   */
  boolean prepare(boolean hasReadAll) {
    ready = shares.ready(next, hasReadAll, versions);
    return next > published || next == published && !ready.isEmpty();
  }

  /** The counts of the records. */
  Tally tally() {
    return tally;
  }

  /** Counts records, which must follow those counted before. */
  void take(List<ConsumerRecord<byte[], byte[]>> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      reach(record.offset());
      tally.at(record.offset());
      Optional<RecordSpan> span = Optional.empty();
      if (owns && record.offset() >= published) {
        latest = record.timestamp();
        oldest = Math.min(oldest, latest);
        if (spans.size() < MOST_SPANS) {
          span = traces.begin(record);
        }
      }
      try {
        if (validator.owns(topic)
            || reader.read(topic, record, validator.latest(record), tally)
                != FactReader.Result.DONE) {
          examine(record);
        }
      } catch (SchemaRegistry.Unavailable | KafkaException e) {
        throw e; // the registry is unreachable, or the service stops
      } catch (RuntimeException | StackOverflowError e) {
        // Counting is in memory only, so a retry would fail in the same way.
        refuse(record, validator.poisoned(topic, record, "could not be counted: " + e));
      }
      span.ifPresent(begun -> counting(record, begun));
      reach(record.offset() + 1);
    }
    reader.takeDone(topic, (type, done) -> validator.accepted(topic, type, done));
  }

  private void counting(ConsumerRecord<byte[], byte[]> record, RecordSpan span) {
    if (record.value() != null) {
      reader.typeOf(record.value()).ifPresent(span::ofType);
    }
    spans.add(span);
  }

  private void examine(ConsumerRecord<byte[], byte[]> record) {
    switch (validator.examine(topic, record)) {
      case RecordValidator.Outcome.Accepted accepted -> {
        if (accepted.received().event() instanceof Event event) {
          if (event instanceof AnswerRejected rejected) {
            tally.at(FactReader.place(rejected));
          }
          Fact.of(event).ifPresent(tally::count);
        }
      }
      case RecordValidator.Outcome.Refused outcome -> refuse(record, outcome);
    }
  }

  private void refuse(ConsumerRecord<?, ?> record, RecordValidator.Outcome.Refused outcome) {
    if (owns && (outcome.poisoned() || validator.owns(topic)) && record.offset() >= published) {
      refused.add(new Refused(record.offset(), outcome.letter()));
    }
  }

  /**
   * Advances to an offset; there is nothing to count between the last record and it.
   *
   * @param offset offset of the next record
   */
  void reach(long offset) {
    if (next < published && offset >= published) {
      tally.forgetChanges();
    }
    next = offset;
  }

  /** Rows that have changed since they were published, in every version to publish. */
  List<PartialSums> rows() {
    List<PartialSums> changes = tally.changes();
    return versions.stream()
        .flatMap(version -> changes.stream().map(row -> withVersion(row, version)))
        .toList();
  }

  private static PartialSums withVersion(PartialSums row, int version) {
    return version == row.getVersion()
        ? row
        : new PartialSums(
            row.getPool(),
            row.getWeek(),
            row.getSourceTopic(),
            row.getSourcePartition(),
            row.getDays(),
            version);
  }

  /** Shares that are not published yet, as of the last {@link #prepare}. */
  List<PoolSizeShare> shares() {
    return ready;
  }

  /** Length in bytes of the values of dead letters that are not published yet. */
  long letterBytes() {
    return refused.stream()
        .mapToLong(record -> record.letter().value() == null ? 0 : record.letter().value().length)
        .sum();
  }

  /** Dead letters that are not published yet. */
  List<DeadLetter> letters() {
    return refused.stream().map(Refused::letter).toList();
  }

  /**
   * States after a poll how far the numbers are behind the log.
   *
   * @param hasReadAll whether the partition has been read to its end
   */
  void measure(boolean hasReadAll) {
    if (hasReadAll) {
      allReadAt = System.currentTimeMillis();
    }
    // Records that are not read yet are later than the last one read, and arrived after everything
    // had been read.
    behindSince = oldest != NONE || hasReadAll ? oldest : unlessNone(Math.max(latest, allReadAt));
  }

  private static long unlessNone(long time) {
    return time == 0 ? NONE : time;
  }

  /** The time in milliseconds that the published numbers are behind the log; 0 if they are not. */
  long lagMillis(long now) {
    long since = behindSince;
    return since == NONE ? 0 : Math.max(0, now - since);
  }

  /** The age in milliseconds of the oldest record to publish; empty if there is none. */
  OptionalLong ageMillis(long now) {
    return oldest == NONE ? OptionalLong.empty() : OptionalLong.of(Math.max(0, now - oldest));
  }

  /** Hands over the spans of the records that are counted and not published. */
  List<RecordSpan> takeSpans() {
    if (spans.isEmpty()) {
      return List.of();
    }
    List<RecordSpan> taken = spans;
    spans = new ArrayList<>();
    return taken;
  }

  /** Marks everything up to the next record as published. */
  void published() {
    oldest = NONE;
    published = next;
    shares.published(ready);
    ready = List.of();
    refused.clear();
    tally.forgetChanges();
  }
}
