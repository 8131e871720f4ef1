package org.iecpools.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBrokerTest {
  private static final String TOPIC = "letters";

  @TempDir private Path data;

  @Test
  void dataSurviveAStopAndAStartOnAnotherPort() throws Exception {
    try (LocalBroker broker = LocalBroker.start(data, FreePorts.one())) {
      createTopic(broker.bootstrapServers());
      write(broker.bootstrapServers(), "a", System.currentTimeMillis());
    }

    try (LocalBroker broker = LocalBroker.start(data, FreePorts.one())) {
      write(broker.bootstrapServers(), "b", System.currentTimeMillis());
      assertThat(read(broker.bootstrapServers(), 2)).containsExactly("a", "b");
    }
  }

  @Test
  void aWriteDoesNotCreateATopic() {
    try (LocalBroker broker = LocalBroker.start()) {
      assertThatThrownBy(() -> write(broker.bootstrapServers(), "a", 0))
          .rootCause()
          .isInstanceOfAny(UnknownTopicOrPartitionException.class, TimeoutException.class);
    }
  }

  @Test
  void aTimestampFarAheadOfTheClockIsRefused() throws Exception {
    try (LocalBroker broker = LocalBroker.start()) {
      createTopic(broker.bootstrapServers());
      long ahead = System.currentTimeMillis() + Duration.ofMinutes(10).toMillis();

      assertThatThrownBy(() -> write(broker.bootstrapServers(), "a", ahead))
          .hasRootCauseInstanceOf(InvalidTimestampException.class);
    }
  }

  static void createTopic(String bootstrapServers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
          .all()
          .get();
    }
  }

  static void write(String bootstrapServers, String value, long timestamp)
      throws ExecutionException, InterruptedException {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrapServers, "max.block.ms", "5000");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(TOPIC, 0, timestamp, "key", value)).get();
    }
  }

  /** All values of the topic, once there are at least {@code count}. */
  static List<String> read(String bootstrapServers, int count) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest");
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (values.size() < count) {
        if (System.nanoTime() > end) {
          throw new TimeoutException("only these values: " + values);
        }
        consumer.poll(Duration.ofMillis(100)).forEach(r -> values.add(r.value()));
      }
    }
    return values;
  }
}
