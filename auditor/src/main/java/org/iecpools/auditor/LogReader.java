package org.iecpools.auditor;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;

/**
 * Reads all event topics and the dead letters from the first record: committed records only, up to
 * the end offsets at the time of the call. Not thread-safe.
 */
public final class LogReader implements AutoCloseable {

  /** Timeout of a request to the broker. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Longest time without a record. After it, the broker is gone or a transaction stays open. */
  private static final Duration STANDSTILL = Duration.ofSeconds(60);

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration BETWEEN_WORDS = Duration.ofSeconds(2);

  private final String bootstrapServers;
  private final EventLog log;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Admin admin;
  private final Map<String, Integer> partitions = new HashMap<>();
  private final List<TopicPartition> assigned = new ArrayList<>();
  private final Map<TopicPartition, Long> behindLast = new HashMap<>();

  /**
   * @param bootstrapServers the broker's address, host:port
   * @param registry the schema registry's address
   * @throws AuditFailed if the broker does not answer or does not have the topics
   */
  public LogReader(String bootstrapServers, URI registry) {
    this.bootstrapServers = bootstrapServers;
    this.log = new EventLog(new EventCodec(new SchemaRegistry(registry)));
    Map<String, Object> settings =
        Map.of(
            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
            (int) TIMEOUT.toMillis(),
            CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) TIMEOUT.toMillis());
    Map<String, Object> reading = new HashMap<>(settings);
    reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    reading.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    reading.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    try {
      this.consumer =
          new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw new AuditFailed(
          "'%s' is no broker's address: %s"
              .formatted(bootstrapServers, e.getCause() == null ? e : e.getCause().getMessage()),
          e);
    }
    this.admin = Admin.create(settings);
    try {
      Stream.concat(Topics.EVENTS.stream(), Stream.of(Topics.DEAD_LETTERS)).forEach(this::assign);
      consumer.assign(assigned);
      consumer.seekToBeginning(assigned);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void assign(Topic<?> topic) {
    List<PartitionInfo> found = asked(() -> consumer.partitionsFor(topic.name()));
    if (found == null || found.isEmpty()) {
      throw new AuditFailed(
          "there is no topic %s at %s: is a stack up there, and is this its broker?"
              .formatted(topic.name(), bootstrapServers));
    }
    partitions.put(topic.name(), found.size());
    found.forEach(p -> assigned.add(new TopicPartition(p.topic(), p.partition())));
  }

  /** What was read so far. */
  public EventLog log() {
    return log;
  }

  /**
   * Reads on, up to the current end of the log.
   *
   * @param progress receives a progress message every two seconds, each one sentence
   * @throws AuditFailed if the broker or the registry does not answer
   */
  public void readOn(Consumer<String> progress) {
    Map<TopicPartition, Long> ends = asked(() -> consumer.endOffsets(assigned));
    long all = ends.values().stream().mapToLong(Long::longValue).sum();
    long begin = System.nanoTime();
    long startedAt = position();
    long nextWord = begin + BETWEEN_WORDS.toNanos();
    long lastRecord = begin;
    while (assigned.stream().anyMatch(p -> asked(() -> consumer.position(p)) < ends.get(p))) {
      for (ConsumerRecord<byte[], byte[]> record : asked(() -> consumer.poll(POLL))) {
        take(record);
        lastRecord = System.nanoTime();
      }
      long now = System.nanoTime();
      if (now > nextWord) {
        long position = position();
        progress.accept(
            "read up to %,d of %,d, %,.0f/s"
                .formatted(position, all, (position - startedAt) * 1e9 / (now - begin)));
        nextWord = now + BETWEEN_WORDS.toNanos();
      }
      if (now - lastRecord > STANDSTILL.toNanos()) {
        throw new AuditFailed(
            "the broker at %s has handed out no record for %d s"
                .formatted(bootstrapServers, STANDSTILL.toSeconds()));
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      log.take(record, partitions.get(record.topic()));
    } catch (SchemaRegistry.Unavailable e) {
      throw new AuditFailed("schemas cannot be looked up: " + e.getMessage(), e);
    }
    behindLast.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
  }

  private long position() {
    return assigned.stream().mapToLong(p -> asked(() -> consumer.position(p))).sum();
  }

  /** The last record read of each partition. Partitions without records are left out. */
  public List<Place> ends() {
    return behindLast.entrySet().stream()
        .map(end -> new Place(end.getKey().topic(), end.getKey().partition(), end.getValue() - 1))
        .toList();
  }

  /** The id of the Kafka cluster. Draws state it to identify the log that they read. */
  public String cluster() {
    return answer(admin.describeCluster().clusterId());
  }

  /**
   * By how many offsets a consumer group is behind the records read here, summed over the
   * partitions of {@code topics}. A partition without a committed offset counts from offset 0.
   */
  public long behind(String group, List<Topic<?>> topics) {
    Map<TopicPartition, OffsetAndMetadata> committed =
        answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    return behindLast.entrySet().stream()
        .filter(end -> topics.stream().anyMatch(t -> t.name().equals(end.getKey().topic())))
        .mapToLong(
            end -> {
              OffsetAndMetadata done = committed.get(end.getKey());
              return Math.max(0, end.getValue() - (done == null ? 0 : done.offset()));
            })
        .sum();
  }

  private <T> T answer(KafkaFuture<T> future) {
    try {
      return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditFailed("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw silent(e);
    }
  }

  private interface Question<T> {
    T ask();
  }

  private <T> T asked(Question<T> question) {
    try {
      return question.ask();
    } catch (KafkaException e) {
      throw silent(e);
    }
  }

  private AuditFailed silent(Exception e) {
    return new AuditFailed(
        "the broker at %s does not answer: is a stack up there, and is this its address? %s"
            .formatted(bootstrapServers, e.getMessage()),
        e);
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
    consumer.close();
  }
}
