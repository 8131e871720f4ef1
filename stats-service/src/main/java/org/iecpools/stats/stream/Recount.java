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
 * One partition at a time, counted from its first record on beside the input that has it, until it
 * has come as far. Not for several threads.
 */
final class Recount implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(20);

  private final Map<String, Object> settings;
  private KafkaConsumer<byte[], byte[]> consumer;
  private TopicPartition partition;
  private Input input;
  private Input beside;

  /**
   * @param settings of the consumer that the inputs are read with
   */
  Recount(Map<String, Object> settings) {
    this.settings = new HashMap<>(settings);
    this.settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    // A fetch at the end of one partition keeps the first one of the next waiting.
    this.settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) POLL.toMillis());
  }

  boolean isRunning() {
    return partition != null;
  }

  /**
   * Begins.
   *
   * @param anew has counted nothing yet
   * @param old has the partition
   */
  void begin(TopicPartition which, Input anew, Input old) {
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

  /** Counts what it can read at once, up to where the other stands. */
  void goOn() {
    if (!isRunning() || isLevel()) {
      return;
    }
    List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(POLL).records(partition);
    input.take(records.stream().filter(record -> record.offset() < beside.next()).toList());
    input.reach(Math.min(consumer.position(partition), beside.next()));
    if (consumer.position(partition) > beside.next()) {
      // What was read too early is read again when the other has come there, should it be needed.
      consumer.seek(partition, beside.next());
    }
  }

  /** Whether it has come as far as the other is now. */
  boolean isLevel() {
    return isRunning() && input.next() == beside.next();
  }

  TopicPartition partition() {
    return partition;
  }

  Input input() {
    return input;
  }

  /** Versions in which the partition will be published. */
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

  /** It has come as far, and that is published: gives the input that has the partition now. */
  Input end() {
    input.resume(input.next(), versions());
    Input done = input;
    clear();
    return done;
  }

  /** Somebody else has this partition now. */
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
