package org.iecpools.stats.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.iecpools.events.RebuildProgress;

/**
 * Recounts one partition at a time from its first record, next to the input that owns it, until it
 * has caught up with that input. Not thread-safe.
 */
final class PartitionRebuild implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(20);

  private final Map<String, Object> settings;
  private KafkaConsumer<byte[], byte[]> consumer;
  private TopicPartition partition;
  private PartitionCount input;
  private PartitionCount beside;

  /**
   * @param settings of the consumer that reads the inputs
   */
  PartitionRebuild(Map<String, Object> settings) {
    this.settings = new HashMap<>(settings);
    this.settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    // A pending fetch at the end of one partition delays the first fetch of the next one.
    this.settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) POLL.toMillis());
  }

  boolean isRunning() {
    return partition != null;
  }

  /**
   * Starts to recount a partition.
   *
   * @param anew the input to count into; nothing counted yet
   * @param old the input that owns the partition
   */
  void begin(TopicPartition which, PartitionCount anew, PartitionCount old) {
    if (consumer == null) {
      consumer =
          new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
    partition = which;
    input = anew;
    beside = old;
    consumer.assign(List.of(which));
    consumer.seekToBeginning(List.of(which));
  }

  /** Counts the records of one poll, up to the position of the input that owns the partition. */
  void goOn() {
    if (!isRunning() || isLevel()) {
      return;
    }
    List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(POLL).records(partition);
    input.take(records.stream().filter(record -> record.offset() < beside.next()).toList());
    input.reach(Math.min(consumer.position(partition), beside.next()));
    if (consumer.position(partition) > beside.next()) {
      // Records beyond that position are read again later if they are needed.
      consumer.seek(partition, beside.next());
    }
  }

  /** Whether the recount has caught up with the input that owns the partition. */
  boolean isLevel() {
    return isRunning() && input.next() == beside.next();
  }

  TopicPartition partition() {
    return partition;
  }

  PartitionCount input() {
    return input;
  }

  /** Versions in which the partition is published after the recount: those of both inputs. */
  Set<Integer> versions() {
    Set<Integer> both = new TreeSet<>(beside.versions());
    both.addAll(input.versions());
    return both;
  }

  RebuildProgress progress() {
    return new RebuildProgress(
        input.versions().iterator().next(),
        partition.topic(),
        partition.partition(),
        input.next(),
        isLevel());
  }

  /**
   * Ends a recount that has caught up and is published; returns the input that owns the partition
   * from now on.
   */
  PartitionCount end() {
    input.resume(input.next(), versions());
    PartitionCount done = input;
    clear();
    return done;
  }

  /** Stops the recount if it is of this partition, which another instance may own now. */
  void abandon(TopicPartition lost) {
    if (lost.equals(partition)) {
      clear();
    }
  }

  private void clear() {
    partition = null;
    input = null;
    beside = null;
  }

  @Override
  public void close() {
    if (consumer != null) {
      consumer.close();
    }
  }
}
