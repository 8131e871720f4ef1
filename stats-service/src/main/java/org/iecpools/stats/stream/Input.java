package org.iecpools.stats.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.Event;
import org.iecpools.events.PartialSums;
import org.iecpools.events.PoolSizeShare;
import org.iecpools.events.SchemaRegistry;
import org.iecpools.events.Topic;
import org.iecpools.kit.DeadLetter;
import org.iecpools.kit.Gate;
import org.iecpools.stats.domain.DoubleEntry;
import org.iecpools.stats.domain.Fact;
import org.iecpools.stats.domain.PoolNumbers;
import org.iecpools.stats.domain.Tally;

/**
 * One partition of one topic: how far it has been read, what its records come to, and what of that
 * is not published yet. Records that somebody has published already are counted, for what is a
 * duplicate follows from them, and not published again. Not for several threads.
 */
final class Input {

  private record Refused(long offset, DeadLetter letter) {}

  private final Topic<?> topic;
  private final Gate gate;
  private final FactReader reader;
  private final Tally tally;
  private final Shares shares;
  private final List<Refused> refused = new ArrayList<>();

  private Set<Integer> versions;
  private boolean owns;
  private long next;
  private long published;
  private List<PoolSizeShare> ready = List.of();

  Input(
      Topic<?> topic,
      int partition,
      Gate gate,
      FactReader reader,
      PoolNumbers pools,
      DoubleEntry book) {
    this.topic = topic;
    this.gate = gate;
    this.reader = reader;
    this.tally = new Tally(topic.name(), partition, pools);
    this.shares = new Shares(book, tally, new DoubleEntry.Source(topic.name(), partition));
  }

  /**
   * Has the partition and goes on from where it stands. Others may have read and published further
   * in the meantime.
   *
   * @param committed offset up to which, exclusive, records are published
   * @param into versions of the rows that they are published in
   */
  void resume(long committed, Set<Integer> into) {
    published = committed;
    versions = into;
    owns = true;
    refused.removeIf(record -> record.offset() < committed);
  }

  /**
   * Counts beside the one that has the partition: rows of a new version, and no dead letters.
   *
   * @param version of the rows
   */
  void beside(int version) {
    versions = Set.of(version);
    owns = false;
  }

  /** Versions of the rows that it publishes. */
  Set<Integer> versions() {
    return versions;
  }

  /** Earlier versions are of no use any more. */
  void serve(int version) {
    Set<Integer> left = versions.stream().filter(v -> v >= version).collect(Collectors.toSet());
    versions = left.isEmpty() ? Set.of(version) : left;
  }

  /** Offset of the next record. */
  long next() {
    return next;
  }

  /** Offset up to which, exclusive, what is published has been counted. */
  long recounted() {
    return Math.min(next, published);
  }

  /** Whether all that is published has been counted. */
  boolean isCaughtUp() {
    return next >= published;
  }

  /**
   * Whether there is something to publish: rows, letters, shares, or only how far it has been read.
   *
   * @param all whether everything has been read
   */
  boolean isAhead(boolean all) {
    ready = shares.ready(next, all, versions);
    return next > published || next == published && !ready.isEmpty();
  }

  /** What the records come to. */
  Tally tally() {
    return tally;
  }

  /** Counts records, which follow those counted before. */
  void take(List<ConsumerRecord<byte[], byte[]>> records) {
    long usual = 0;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      reach(record.offset());
      tally.at(record.offset());
      try {
        if (!gate.owns(topic)
            && reader.read(topic, record, gate.latest(record), tally) == FactReader.Result.DONE) {
          usual++;
        } else {
          examine(record);
        }
      } catch (SchemaRegistry.Unavailable | KafkaException e) {
        throw e; // the registry is away, or the service stops
      } catch (RuntimeException | StackOverflowError e) {
        // Counting is in memory only: to read the same again would end in the same way.
        refuse(record, gate.poisoned(topic, record, "could not be counted: " + e));
      }
      reach(record.offset() + 1);
    }
    if (usual > 0) {
      gate.accepted(topic, usual);
    }
  }

  private void examine(ConsumerRecord<byte[], byte[]> record) {
    switch (gate.examine(topic, record)) {
      case Gate.Outcome.Accepted(var received) -> {
        if (received.event() instanceof Event event) {
          if (event instanceof AnswerRejected rejected) {
            tally.at(FactReader.place(rejected));
          }
          Fact.of(event).ifPresent(tally::count);
        }
      }
      case Gate.Outcome.Refused outcome -> refuse(record, outcome);
    }
  }

  private void refuse(ConsumerRecord<?, ?> record, Gate.Outcome.Refused outcome) {
    if (owns && (outcome.poisoned() || gate.owns(topic)) && record.offset() >= published) {
      refused.add(new Refused(record.offset(), outcome.letter()));
    }
  }

  /**
   * Moves on to an offset, between which and the last record there is nothing to count.
   *
   * @param offset of the next record
   */
  void reach(long offset) {
    if (next < published && offset >= published) {
      tally.forgetChanges();
    }
    next = offset;
  }

  /** Rows that are not published as they are now. */
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

  /** Shares that are not published, as of the last {@link #isAhead}. */
  List<PoolSizeShare> shares() {
    return ready;
  }

  /** Dead letters that are not published. */
  List<DeadLetter> letters() {
    return refused.stream().map(Refused::letter).toList();
  }

  /** Everything up to the next record is published. */
  void published() {
    published = next;
    shares.told(ready);
    ready = List.of();
    refused.clear();
    tally.forgetChanges();
  }
}
