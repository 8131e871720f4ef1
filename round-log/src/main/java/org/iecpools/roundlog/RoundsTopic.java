package org.iecpools.roundlog;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.utils.Utils;
import org.iecpools.events.RoundsEvent;
import org.iecpools.kafka.AccessDenied;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.KafkaConnection;
import org.iecpools.kafka.SchemaIds;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.Topics;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code iec.rounds} from its first record: committed records only, as a user who can only
 * read. Only {@link #wakeUp} may be called by another thread.
 */
final class RoundsTopic implements AutoCloseable {

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
      KafkaConsumer<byte[], byte[]> consumer) {
    this.bootstrapServers = bootstrapServers;
    this.schemas = schemas;
    this.codec = new EventCodec(schemas);
    this.cluster = cluster;
    this.consumer = consumer;
    this.assigned = List.copyOf(consumer.assignment());
  }

  /**
   * Connects to the broker.
   *
   * @throws RoundLogFailed if it does not answer, denies access or does not have the topic
   */
  static RoundsTopic open(String bootstrapServers, ClientConfig client, SchemaIds schemas) {
    KafkaConnection kafka = KafkaConnection.open(bootstrapServers, client, RoundLogFailed::new);
    return new RoundsTopic(
        bootstrapServers,
        schemas,
        kafka.ask(admin -> admin.describeCluster().clusterId().get()),
        kafka.consumer(List.of(Topics.ROUNDS), Map.of()));
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
