package org.iecpools.stats.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.iecpools.events.RebuildProgress;
import org.jspecify.annotations.Nullable;

/**
 * Recounts one partition at a time from its first record, next to the count that owns it, until it
 * has caught up with that count. Not thread-safe.
 */
final class PartitionRebuild implements AutoCloseable {

  private static final Duration POLL_TIMEOUT = Duration.ofMillis(20);

  private final Map<String, Object> settings;
  private @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private @Nullable Recount running;

  /**
   * The recount of one partition.
   *
   * @param count counts the new version; begins empty
   * @param owning counts the served version, reads the partition as a group member, and writes dead
   *     letters
   */
  record Recount(TopicPartition partition, PartitionCount count, PartitionCount owning) {

    /** Whether the recount has caught up with the count that owns the partition. */
    boolean hasCaughtUp() {
      return count.next() == owning.next();
    }

    /** Versions in which the partition is published after the recount: those of both counts. */
    Set<Integer> versions() {
      Set<Integer> both = new TreeSet<>(owning.versions());
      both.addAll(count.versions());
      return both;
    }

    RebuildProgress progress() {
      return new RebuildProgress(
          count.versions().iterator().next(),
          partition.topic(),
          partition.partition(),
          count.next(),
          hasCaughtUp());
    }
  }

  /**
   * @param settings of the consumer that reads the inputs
   */
  PartitionRebuild(Map<String, Object> settings) {
    this.settings = new HashMap<>(settings);
    this.settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    // A pending fetch at the end of one partition delays the first fetch of the next one.
    this.settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) POLL_TIMEOUT.toMillis());
  }

  /** The recount that has begun and not ended. */
  Optional<Recount> running() {
    return Optional.ofNullable(running);
  }

  /** Starts a recount. */
  void begin(Recount recount) {
    if (consumer == null) {
      consumer =
          new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
    running = recount;
    consumer.assign(List.of(recount.partition()));
    consumer.seekToBeginning(List.of(recount.partition()));
  }

  /** Counts the records of one poll, up to the position of the count that owns the partition. */
  void poll() {
    if (consumer == null || running == null || running.hasCaughtUp()) {
      return;
    }
    TopicPartition partition = running.partition();
    long end = running.owning().next();
    List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(POLL_TIMEOUT).records(partition);
    running.count().take(records.stream().filter(record -> record.offset() < end).toList());
    running.count().reach(Math.min(consumer.position(partition), end));
    if (consumer.position(partition) > end) {
      // Records beyond that position are read again later if they are needed.
      consumer.seek(partition, end);
    }
  }

  /**
   * Ends a recount that has caught up and is published; returns the count that owns the partition
   * from now on.
   */
  PartitionCount end(Recount recount) {
    recount.count().resume(recount.count().next(), recount.versions());
    running = null;
    return recount.count();
  }

  /** Stops the recount if it is of this partition, which another instance may own now. */
  void abandon(TopicPartition lost) {
    if (running != null && running.partition().equals(lost)) {
      running = null;
    }
  }

  @Override
  public void close() {
    if (consumer != null) {
      consumer.close();
    }
  }
}
