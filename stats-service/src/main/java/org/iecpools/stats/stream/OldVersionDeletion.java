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
 * such rows, so it may run at any time, repeatedly and on several instances.
 */
final class OldVersionDeletion implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(OldVersionDeletion.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Map<String, Object> connection;
  private final EventCodec codec;
  private final int version;

  /**
   * @param version the earliest version whose rows are kept
   */
  OldVersionDeletion(Map<String, Object> connection, EventCodec codec, int version) {
    this.connection = connection;
    this.codec = codec;
    this.version = version;
  }

  @Override
  public void run() {
    try {
      delete();
    } catch (KafkaException e) {
      LOG.warn("rows of versions before={} are left: {}", version, e.toString());
    }
  }

  private void delete() {
    Set<String> keys = keysBefore();
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      keys.forEach(key -> producer.send(new ProducerRecord<>(Topics.STATISTICS.name(), key, null)));
    }
    LOG.info("deleted rows={} of versions before={}", keys.size(), version);
  }

  private Set<String> keysBefore() {
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
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          if (record.value() == null) {
            keys.remove(record.key());
          } else if (isBefore(record.value())) {
            keys.add(record.key());
          }
        }
      }
    }
    return keys;
  }

  private boolean isBefore(byte[] value) {
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
