package org.iecpools.kit.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.iecpools.kafka.Partitions;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.Topic;
import org.iecpools.kit.trace.Processing;
import org.iecpools.kit.trace.Traces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all partitions of a topic from the first record on into memory, and keeps that state up to
 * date. It is for state that every task needs completely. Invalid records are skipped and counted,
 * because another reader writes their dead letters (see {@link Topic#deadLettersBy}).
 */
public final class TopicFollower<E> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Topic<E> topic;
  private final RecordValidator validator;
  private final Admin admin;
  private final BiConsumer<E, ConsumerRecord<byte[], byte[]>> reader;
  private final Map<String, Object> consumerSettings;
  private final Traces traces;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final Thread thread;
  private final AppliedPositions applied = new AppliedPositions();
  private volatile boolean closed;

  /** Number of partitions when the topic was first read; 0 before. */
  private int first;

  TopicFollower(
      Topic<E> topic,
      RecordValidator validator,
      Admin admin,
      Map<String, Object> consumerSettings,
      Traces traces,
      BiConsumer<E, ConsumerRecord<byte[], byte[]>> reader) {
    this.topic = topic;
    this.validator = validator;
    this.admin = admin;
    this.consumerSettings = consumerSettings;
    this.traces = traces;
    this.reader = reader;
    validator.expectFollowed(topic);
    this.thread = Thread.ofPlatform().name("follow-" + topic.name()).daemon().start(this::run);
  }

  public Topic<E> topic() {
    return topic;
  }

  /** Whether its thread has ended although it was not closed. */
  public boolean isDead() {
    return !closed && !thread.isAlive();
  }

  /**
   * Waits until all records that existed on the topic at the start have been read.
   *
   * @param timeout maximum time to wait
   * @return false on timeout
   */
  boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
    return caughtUp.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether all records that existed on the topic at the start have been read. */
  public boolean isCaughtUp() {
    return caughtUp.getCount() == 0;
  }

  /** Offset of the next record to be passed on, by partition. */
  public Map<TopicPartition, Long> positions() {
    long[] next = applied.next();
    return IntStream.range(0, next.length)
        .boxed()
        .collect(
            Collectors.toMap(
                partition -> new TopicPartition(topic.name(), partition),
                partition -> next[partition]));
  }

  /** The positions, for readers of the state that is built from the records. */
  AppliedPositions applied() {
    return applied;
  }

  /**
   * Takes the current end offsets of the topic; the result tells whether all records before them
   * have been passed on. The end offsets include open transactions, because a transaction may
   * become readable on one partition before another.
   *
   * @throws KafkaException if the broker does not answer
   */
  public BooleanSupplier mark() {
    Map<TopicPartition, Long> ends;
    try {
      ends = Partitions.ends(admin, positions().keySet());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    } catch (ExecutionException e) {
      throw new KafkaException("cannot look up where " + topic.name() + " ends", e.getCause());
    }
    return () -> {
      Map<TopicPartition, Long> positions = positions();
      return ends.entrySet().stream()
          .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
    };
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closed) {
      try (KafkaConsumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(
              consumerSettings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        follow(consumer);
      } catch (WakeupException e) {
        return;
      } catch (KafkaException | SchemaRegistry.Unavailable e) {
        // Continue after the last record passed on. An earlier one must not be repeated: records of
        // iec.statistics replace each other, and an earlier one would restore lower sums.
        LOG.warn("following topic={} again after: {}", topic.name(), e.toString());
        org.apache.kafka.common.utils.Utils.sleep(1000);
      }
    }
  }

  private void follow(KafkaConsumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic.name()).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    if (first == 0) {
      first = partitions.size();
    } else if (first != partitions.size()) {
      // Keys are no longer on their partition; the environment watch stops the service.
      throw new KafkaException(
          "%s had %d partitions and has %d".formatted(topic.name(), first, partitions.size()));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    applied.partitions(partitions.size());
    positions()
        .forEach(
            (partition, next) -> {
              if (next > 0) {
                consumer.seek(partition, next);
              }
            });
    Map<TopicPartition, Long> start = consumer.endOffsets(partitions);
    while (!closed) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      List<AppliedPositions.Step> steps = new ArrayList<>(records.count());
      try {
        // Decoding may wait for the registry, so it happens before readers are blocked.
        for (ConsumerRecord<byte[], byte[]> record : records) {
          read(record, partitions.size()).ifPresent(steps::add);
        }
      } finally {
        applied.apply(steps);
      }
      // Also moves past transaction markers, deleted rows and skipped records, which are not passed
      // on.
      boolean moved = applied.reach(positions(consumer, partitions));
      if (moved || !steps.isEmpty()) {
        applied.advanced();
      }
      if (!isCaughtUp()
          && start.entrySet().stream()
              .allMatch(e -> consumer.position(e.getKey()) >= e.getValue())) {
        caughtUp.countDown();
      }
    }
  }

  private static long[] positions(
      KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    long[] positions = new long[partitions.size()];
    partitions.forEach(p -> positions[p.partition()] = consumer.position(p));
    return positions;
  }

  @SuppressWarnings("unchecked") // the topic accepts it
  private Optional<AppliedPositions.Step> read(
      ConsumerRecord<byte[], byte[]> record, int partitions) {
    if (record.value() == null && topic.cleanup() == Topic.Cleanup.COMPACT) {
      // The writer has deleted a row that it had replaced.
      return Optional.empty();
    }
    return validator
        .follow(topic, record, partitions)
        .map(
            event ->
                new AppliedPositions.Step(
                    record.partition(), record.offset(), () -> handOn(record, (E) event)));
  }

  private void handOn(ConsumerRecord<byte[], byte[]> record, E event) {
    try (Processing processing = traced(record)) {
      processing.ofType(() -> Optional.of(((SpecificRecord) event).getSchema().getName()));
      try {
        reader.accept(event, record);
      } catch (RuntimeException | StackOverflowError e) {
        processing.failed(e);
        // The state is only in memory, so reading the same record again would fail in the same way.
        validator.poisoned(
            topic.name(), RecordValidator.place(record), "could not be taken in: " + e);
      }
    }
  }

  /** What existed at the start was traced when it was written, if at all. */
  private Processing traced(ConsumerRecord<byte[], byte[]> record) {
    return isCaughtUp()
        ? traces.follow(record.topic(), record.partition(), record.offset(), record.headers())
        : Processing.NONE;
  }
}
