package org.iecpools.roundlog;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.iecpools.events.RoundsEvent;
import org.iecpools.kafka.AccessDenied;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaIds;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.Topics;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code iec.rounds} from its first record: committed records only, as a user who can only
 * read. Only {@link #wakeUp} may be called by another thread.
 */
final class RoundsTopic implements AutoCloseable {

  /** Timeout of a request to the broker. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Of the Confluent wire format: a zero byte and the id of the schema. */
  private static final int HEADER = 5;

  private static final String NAME = Topics.ROUNDS.name();

  /** Kafka or the registry does not answer now; waiting may help. The message states the reason. */
  static final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final String bootstrapServers;
  private final SchemaIds schemas;
  private final EventCodec codec;
  private final String cluster;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> assigned;

  private RoundsTopic(
      String bootstrapServers,
      SchemaIds schemas,
      String cluster,
      KafkaConsumer<byte[], byte[]> consumer,
      List<TopicPartition> assigned) {
    this.bootstrapServers = bootstrapServers;
    this.schemas = schemas;
    this.codec = new EventCodec(schemas);
    this.cluster = cluster;
    this.consumer = consumer;
    this.assigned = assigned;
  }

  /**
   * Connects to the broker.
   *
   * @throws RoundLogFailed if it does not answer, denies access or does not have the topic
   */
  static RoundsTopic open(String bootstrapServers, ClientConfig client, SchemaIds schemas) {
    try {
      client.check(bootstrapServers);
    } catch (AccessDenied e) {
      throw new RoundLogFailed(e.getMessage(), e);
    }
    Map<String, Object> settings = client.kafka(bootstrapServers);
    settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    Map<String, Object> reading = new HashMap<>(settings);
    reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    reading.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // A position that does not exist any more means that the topic was rewritten.
    reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    KafkaConsumer<byte[], byte[]> consumer;
    try {
      consumer =
          new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw new RoundLogFailed(
          "no connection to '%s' can be configured: %s"
              .formatted(bootstrapServers, e.getCause() == null ? e : e.getCause().getMessage()),
          e);
    }
    try {
      List<TopicPartition> assigned = partitions(consumer, bootstrapServers);
      consumer.assign(assigned);
      consumer.seekToBeginning(assigned);
      return new RoundsTopic(
          bootstrapServers, schemas, cluster(settings, bootstrapServers), consumer, assigned);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, String bootstrapServers) {
    List<PartitionInfo> found;
    try {
      found = consumer.partitionsFor(NAME);
    } catch (KafkaException e) {
      throw noAnswer(bootstrapServers, e);
    }
    if (found == null || found.isEmpty()) {
      throw new RoundLogFailed(
          "the broker at %s has no topic %s: check that a stack is up and that this is its broker"
              .formatted(bootstrapServers, NAME));
    }
    return found.stream().map(it -> new TopicPartition(it.topic(), it.partition())).toList();
  }

  private static String cluster(Map<String, Object> settings, String bootstrapServers) {
    try (Admin admin = Admin.create(settings)) {
      return admin.describeCluster().clusterId().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RoundLogFailed("interrupted while connecting to Kafka", e);
    } catch (ExecutionException | TimeoutException e) {
      throw noAnswer(bootstrapServers, e);
    }
  }

  private static RoundLogFailed noAnswer(String bootstrapServers, Exception e) {
    return AccessDenied.in(e, bootstrapServers)
        .map(denied -> new RoundLogFailed(denied.getMessage(), e))
        .orElseGet(
            () ->
                new RoundLogFailed(
                    "the broker at %s does not answer; check that a stack is up and that this is its broker: %s"
                        .formatted(bootstrapServers, e.getMessage()),
                    e));
  }

  /** The id of the Kafka cluster. */
  String cluster() {
    return cluster;
  }

  /**
   * The next records, in the order of each partition.
   *
   * @throws Unavailable if the broker or the registry does not answer; the next call returns the
   *     same records
   * @throws RoundLogFailed if access is denied, or the topic has lost records that were read
   * @throws WakeupException after {@link #wakeUp}
   */
  List<RoundRecord> poll(Duration timeout) throws Unavailable {
    ConsumerRecords<byte[], byte[]> records = request(() -> consumer.poll(timeout));
    List<RoundRecord> read = new ArrayList<>();
    try {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        read.add(new RoundRecord(record.partition(), record.offset(), event(record)));
      }
    } catch (SchemaRegistry.Unavailable | Unavailable e) {
      for (TopicPartition partition : records.partitions()) {
        consumer.seek(partition, records.records(partition).getFirst().offset());
      }
      throw new Unavailable(String.valueOf(e.getMessage()), e);
    }
    return read;
  }

  /** The event of a record; null if the services would refuse it where it is. */
  private @Nullable RoundsEvent event(ConsumerRecord<byte[], byte[]> record) throws Unavailable {
    SpecificRecord decoded;
    try {
      decoded = codec.decode(record.value());
    } catch (EventCodec.Undecodable e) {
      checkSchema(record, e);
      return null;
    }
    if (!(decoded instanceof RoundsEvent event)) {
      return null;
    }
    byte[] key = record.key();
    boolean isInPlace =
        key != null
            && Utils.utf8(key).equals(Topics.keyOf(event))
            && Utils.toPositive(Utils.murmur2(key)) % assigned.size() == record.partition();
    return isInPlace ? event : null;
  }

  /**
   * A schema that the registry does not know now may be restored later. A record that was left out
   * until then would look like one that was inserted afterwards, so it is waited for.
   */
  private void checkSchema(ConsumerRecord<byte[], byte[]> record, EventCodec.Undecodable reason)
      throws Unavailable {
    byte[] value = record.value();
    if (value == null || value.length < HEADER || value[0] != 0) {
      return;
    }
    try {
      Schema _ = schemas.schemaOf(ByteBuffer.wrap(value, 1, Integer.BYTES).getInt());
    } catch (EventCodec.Undecodable _) {
      throw new Unavailable(
          "%s-%d@%d cannot be read until the registry knows its schema: %s"
              .formatted(NAME, record.partition(), record.offset(), reason.getMessage()),
          reason);
    }
  }

  /** The offset after the last record that can be read, by partition. */
  Map<Integer, Long> ends() throws Unavailable {
    Map<Integer, Long> ends = new HashMap<>();
    request(() -> consumer.endOffsets(assigned))
        .forEach((partition, end) -> ends.put(partition.partition(), end));
    return ends;
  }

  /** The number of records between what was read and these ends. */
  long lag(Map<Integer, Long> ends) throws Unavailable {
    long lag = 0;
    for (TopicPartition partition : assigned) {
      long position = request(() -> consumer.position(partition));
      lag += Math.max(0, ends.getOrDefault(partition.partition(), 0L) - position);
    }
    return lag;
  }

  private <T> T request(Supplier<T> request) throws Unavailable {
    try {
      return request.get();
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (InvalidOffsetException e) {
      throw new RoundLogFailed(
          "%s on Kafka has lost records that were read: %s. Nothing was appended. Restore Kafka's log, or keep this log as evidence and begin another one with its own --data and --name"
              .formatted(NAME, e.getMessage()),
          e);
    } catch (RetriableException e) {
      throw new Unavailable(
          "the broker at %s does not answer: %s".formatted(bootstrapServers, e.getMessage()), e);
    } catch (KafkaException e) {
      Optional<AccessDenied> denied = AccessDenied.in(e, bootstrapServers);
      throw new RoundLogFailed(
          denied
              .map(AccessDenied::getMessage)
              .orElseGet(() -> "Kafka at %s: %s".formatted(bootstrapServers, e.getMessage())),
          e);
    }
  }

  /** Ends a call that waits. */
  void wakeUp() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
