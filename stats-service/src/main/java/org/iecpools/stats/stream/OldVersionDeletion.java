package org.iecpools.stats.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.iecpools.events.PartialSums;
import org.iecpools.events.PoolSizeShare;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes rows of versions that are no longer served from {@code iec.statistics}. Readers ignore
 * such rows, so it may run at any time, repeatedly and on several instances. Not thread-safe.
 */
final class OldVersionDeletion {

  private static final Logger LOG = LoggerFactory.getLogger(OldVersionDeletion.class);
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);

  private final Map<String, Object> connection;
  private final EventCodec codec;
  private int startedFor;

  /**
   * @param connection Kafka client settings for the connection to the broker
   */
  OldVersionDeletion(Map<String, Object> connection, EventCodec codec) {
    this.connection = connection;
    this.codec = codec;
  }

  /**
   * Starts a deletion in a thread of its own, if none was started for this version or a later one.
   *
   * @param version the earliest version whose rows are kept
   */
  void start(int version) {
    if (version > startedFor) {
      startedFor = version;
      Thread.ofPlatform().name("old-version-deletion").daemon().start(() -> run(version));
    }
  }

  private void run(int version) {
    try {
      delete(version);
    } catch (KafkaException e) {
      LOG.warn("could not delete the rows of versions before={}: {}", version, e.toString());
    }
  }

  private void delete(int version) {
    Set<String> keys = keysBefore(version);
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      keys.forEach(key -> producer.send(new ProducerRecord<>(Topics.STATISTICS.name(), key, null)));
    }
    LOG.info("deleted rows={} of versions before={}", keys.size(), version);
  }

  private Set<String> keysBefore(int version) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    Set<String> keys = new HashSet<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.STATISTICS.name()).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL_TIMEOUT)) {
          if (record.value() == null) {
            keys.remove(record.key());
          } else if (isBefore(version, record.value())) {
            keys.add(record.key());
          }
        }
      }
    }
    return keys;
  }

  private boolean isBefore(int version, byte[] value) {
    try {
      SpecificRecord row = codec.decode(value);
      return row instanceof PartialSums sums && sums.getVersion() < version
          || row instanceof PoolSizeShare share && share.getVersion() < version;
    } catch (EventCodec.Undecodable _) {
      // Rows that cannot be decoded are left in place.
      return false;
    }
  }
}
