package org.iecpools.auditor;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.KafkaConnection;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;

/**
 * Reads all event topics and the dead letters from the first record: committed records only, up to
 * the end offsets at the time of the call. Not thread-safe.
 */
public final class LogReader implements AutoCloseable {

  /** Longest time without a record. After it, the broker is gone or a transaction stays open. */
  private static final Duration NO_RECORD_TIMEOUT = Duration.ofSeconds(60);

  private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);
  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(2);

  private final String bootstrapServers;
  private final KafkaConnection kafka;
  private final EventLog log;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> assigned;
  private final Map<String, Integer> partitions = new HashMap<>();

  /** The offset after the last record read, by partition. Partitions without records are absent. */
  private final Map<TopicPartition, Long> nextOffsets = new HashMap<>();

  /**
   * @param bootstrapServers the broker's address, host:port
   * @param registry the schema registry's address
   * @param client how to authenticate to both
   * @throws AuditFailed if the broker does not answer, denies access or does not have the topics
   */
  public LogReader(String bootstrapServers, URI registry, ClientConfig client) {
    this.bootstrapServers = bootstrapServers;
    this.kafka = KafkaConnection.open(bootstrapServers, client, AuditFailed::new);
    this.log = new EventLog(new EventCodec(client.registry(registry)));
    this.consumer =
        kafka.consumer(
            Stream.concat(Topics.EVENTS.stream(), Stream.of(Topics.DEAD_LETTERS)).toList(),
            Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000));
    this.assigned = List.copyOf(consumer.assignment());
    assigned.forEach(partition -> partitions.merge(partition.topic(), 1, Integer::sum));
  }

  /** Everything read so far. */
  public EventLog log() {
    return log;
  }

  /**
   * Reads from the last record read to the current end of the log.
   *
   * @param progress receives a progress message every two seconds, each one sentence
   * @throws AuditFailed if the broker or the registry does not answer
   */
  public void readToEnd(Consumer<String> progress) {
    Map<TopicPartition, Long> ends = kafka.request(() -> consumer.endOffsets(assigned));
    long all = ends.values().stream().mapToLong(Long::longValue).sum();
    long begin = System.nanoTime();
    long startedAt = position();
    long nextProgress = begin + PROGRESS_INTERVAL.toNanos();
    long lastRecord = begin;
    while (ends.entrySet().stream().anyMatch(end -> position(end.getKey()) < end.getValue())) {
      for (ConsumerRecord<byte[], byte[]> record :
          kafka.request(() -> consumer.poll(POLL_TIMEOUT))) {
        take(record);
        lastRecord = System.nanoTime();
      }
      long now = System.nanoTime();
      if (now > nextProgress) {
        long position = position();
        progress.accept(
            "read %,d of %,d records, %,.0f/s"
                .formatted(position, all, (position - startedAt) * 1e9 / (now - begin)));
        nextProgress = now + PROGRESS_INTERVAL.toNanos();
      }
      if (now - lastRecord > NO_RECORD_TIMEOUT.toNanos()) {
        throw new AuditFailed(
            "the broker at %s has returned no record for %d s"
                .formatted(bootstrapServers, NO_RECORD_TIMEOUT.toSeconds()));
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    Integer count = partitions.get(record.topic());
    if (count == null) {
      throw new IllegalStateException(
          "received a record of %s, which is not assigned".formatted(record.topic()));
    }
    kafka.request(
        () -> {
          log.take(record, count);
          return count;
        });
    nextOffsets.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
  }

  private long position() {
    return assigned.stream().mapToLong(this::position).sum();
  }

  private long position(TopicPartition partition) {
    return kafka.request(() -> consumer.position(partition));
  }

  /** The position of the last record of each partition. Partitions without records are absent. */
  public List<Position> ends() {
    return nextOffsets.entrySet().stream()
        .map(
            end -> new Position(end.getKey().topic(), end.getKey().partition(), end.getValue() - 1))
        .toList();
  }

  /** The id of the Kafka cluster. Draws state it to identify the log that they read. */
  public String cluster() {
    return kafka.ask(admin -> admin.describeCluster().clusterId().get());
  }

  /**
   * The number of offsets by which a consumer group is behind the records read here, summed over
   * the partitions of {@code topics}. A partition without a committed offset counts from offset 0.
   */
  public long lag(String group, List<Topic<?>> topics) {
    Map<TopicPartition, OffsetAndMetadata> committed =
        kafka.ask(
            admin -> admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get());
    return nextOffsets.entrySet().stream()
        .filter(end -> topics.stream().anyMatch(t -> t.name().equals(end.getKey().topic())))
        .mapToLong(
            end -> {
              OffsetAndMetadata done = committed.get(end.getKey());
              return Math.max(0, end.getValue() - (done == null ? 0 : done.offset()));
            })
        .sum();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
