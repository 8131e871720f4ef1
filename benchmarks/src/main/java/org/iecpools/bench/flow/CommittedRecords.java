package org.iecpools.bench.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.iecpools.stack.StackException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the committed records of a topic in a thread of its own, from the topic's end at the start,
 * and records when how many of them had been committed. Values are only kept, because decoding them
 * meanwhile would take processor time from what is measured.
 */
final class CommittedRecords implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Timeline timeline = new Timeline();
  private final List<byte[]> values = new ArrayList<>();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param connection settings of Kafka clients
   */
  CommittedRecords(Map<String, Object> connection, String topic) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    this.thread = Thread.ofPlatform().name("committed-" + topic).start(this::read);
  }

  private void read() {
    try {
      while (!closed) {
        int count = 0;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          synchronized (values) {
            values.add(record.value());
            count = values.size();
          }
        }
        timeline.add(System.nanoTime(), count);
      }
    } catch (WakeupException _) {
      // Closed.
    } catch (RuntimeException e) {
      failure.set(e);
    }
  }

  /**
   * How many records had been committed when.
   *
   * @throws StackException if reading has failed
   */
  Timeline timeline() {
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw new StackException("cannot read committed records: " + failed, failed);
    }
    return timeline;
  }

  /** The values so far. */
  List<byte[]> values() {
    synchronized (values) {
      return List.copyOf(values);
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    consumer.wakeup();
    thread.join();
    consumer.close();
  }
}
