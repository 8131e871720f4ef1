package org.iecpools.environment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.iecpools.kafka.Topics;

/**
 * Reads and writes the environment record. The record is JSON, not Avro, because it must be
 * readable even if the registry has changed.
 */
public final class EnvironmentTopic {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] KEY = "environment".getBytes(java.nio.charset.StandardCharsets.UTF_8);
  private static final TopicPartition ONLY = new TopicPartition(Topics.ENVIRONMENT.name(), 0);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private EnvironmentTopic() {}

  /**
   * Reads the record with the highest revision. Records that cannot be parsed are skipped, because
   * anyone may have written them.
   *
   * @param client client settings, at least {@code bootstrap.servers}; the topic must exist
   * @throws KafkaException if the topic cannot be read within 30 s
   */
  public static Optional<Environment> read(Map<String, Object> client) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(ONLY));
      consumer.seekToBeginning(List.of(ONLY));
      long end = Objects.requireNonNull(consumer.endOffsets(List.of(ONLY), LIMIT).get(ONLY));
      long giveUp = System.nanoTime() + LIMIT.toNanos();
      Optional<Environment> latest = Optional.empty();
      while (consumer.position(ONLY, LIMIT) < end) {
        if (System.nanoTime() > giveUp) {
          throw new TimeoutException(ONLY.topic() + " could not be read within " + LIMIT);
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          Optional<Environment> parsed = parse(record.value());
          if (parsed.isPresent()
              && (latest.isEmpty() || parsed.get().revision() >= latest.get().revision())) {
            latest = parsed;
          }
        }
      }
      return latest;
    }
  }

  /**
   * Writes a record and waits for the broker's acknowledgement.
   *
   * @throws KafkaException if the record cannot be written
   */
  public static void write(Map<String, Object> client, Environment environment) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(ONLY.topic(), 0, KEY, bytes(environment))).get();
    } catch (ExecutionException e) {
      throw new KafkaException("the environment record cannot be written", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while writing the environment record", e);
    }
  }

  static byte[] bytes(Environment environment) {
    try {
      return JSON.writeValueAsBytes(environment);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an environment is plain data", e);
    }
  }

  static Optional<Environment> parse(byte[] value) {
    try {
      return value == null
          ? Optional.empty()
          : Optional.ofNullable(JSON.readValue(value, Environment.class));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
