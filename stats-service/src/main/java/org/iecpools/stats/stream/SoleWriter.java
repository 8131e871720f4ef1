package org.iecpools.stats.stream;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topic;

/**
 * Writes to a topic on one instance at a time: the one to which a consumer group assigns the
 * topic's first partition. Only that instance can commit a transaction. An object of this class is
 * one membership of this instance in the group; after a failure, a new one is needed. Not
 * thread-safe.
 *
 * @param <R> common type of the records
 */
final class SoleWriter<R> implements AutoCloseable {

  private final Topic<R> topic;
  private final EventCodec codec;
  private final TopicPartition owned;
  private final KafkaProducer<String, byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;

  /**
   * @param group the consumer group, one for all instances
   * @param connection Kafka client settings for the connection to the broker
   */
  SoleWriter(String group, Map<String, Object> connection, Topic<R> topic, EventCodec codec) {
    this.topic = topic;
    this.codec = codec;
    this.owned = new TopicPartition(topic.name(), 0);
    this.producer =
        new KafkaProducer<>(
            producerSettings(group, connection), new StringSerializer(), new ByteArraySerializer());
    this.consumer =
        new KafkaConsumer<>(
            consumerSettings(group, connection),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /**
   * Joins the group; the first calls of {@link #poll} assign the partition.
   *
   * @param onRebalance called by {@link #poll} if another instance may have written in the meantime
   */
  void join(Runnable onRebalance) {
    producer.initTransactions();
    consumer.subscribe(
        List.of(topic.name()),
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            onRebalance.run();
          }

          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            onRebalance.run();
          }
        });
  }

  /** Keeps up the membership; returns whether this instance is the one that may write. */
  boolean poll(Duration timeout) {
    consumer.poll(timeout);
    return consumer.assignment().contains(owned);
  }

  /** Waits until the last transaction of the previous owner has ended. */
  void awaitPredecessor() {
    // The position is the committed offset, which is only known once no transaction changes it.
    consumer.position(owned);
  }

  /**
   * Writes all of the records or none.
   *
   * @throws CommitFailedException if another instance is the owner now, or the membership is lost
   */
  void write(List<R> records) {
    producer.beginTransaction();
    try {
      for (R record : records) {
        producer.send(
            new ProducerRecord<>(
                topic.name(), topic.key().apply(record), codec.encode((SpecificRecord) record)));
      }
      producer.sendOffsetsToTransaction(
          Map.of(owned, new OffsetAndMetadata(consumer.position(owned))), consumer.groupMetadata());
      producer.commitTransaction();
    } catch (CommitFailedException e) {
      // A consumer whose heartbeats have stopped does not notice that; a new membership is needed.
      producer.abortTransaction();
      throw e;
    }
  }

  /** Leaves the group. */
  @Override
  public void close() {
    try (producer) {
      consumer.close();
    }
  }

  private static Map<String, Object> consumerSettings(
      String group, Map<String, Object> connection) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
    return settings;
  }

  private static Map<String, Object> producerSettings(
      String group, Map<String, Object> connection) {
    Map<String, Object> settings = new HashMap<>(connection);
    // The group generation fences former owners, so the transactional id only has to be unique.
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group + "-" + UUID.randomUUID());
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
    return settings;
  }
}
