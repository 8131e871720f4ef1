package org.iecpools.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.iecpools.kit.TestBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KafkaConnectionTest {

  private static TestBroker broker;

  /** The exception of a program. */
  private static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failed(String message, Throwable cause) {
      super(message, cause);
    }
  }

  @BeforeAll
  static void startABroker() {
    broker = TestBroker.withTopics(Stream.of(Topics.WEBHOOKS));
  }

  @AfterAll
  static void stopTheBroker() {
    broker.close();
  }

  private static KafkaConnection connection() {
    return KafkaConnection.open(broker.bootstrapServers(), ClientConfig.NONE, Failed::new);
  }

  private static TransactionWriter writer(String name) {
    return connection().writer(name, e -> new Failed("overtaken", e));
  }

  private static List<ProducerRecord<String, byte[]>> records(String... texts) {
    return Stream.of(texts)
        .map(
            text ->
                new ProducerRecord<>(
                    Topics.WEBHOOKS.name(), text, text.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  private static void readToEnd(KafkaConsumer<byte[], byte[]> consumer, List<String> read) {
    connection()
        .readToEnd(
            consumer, record -> read.add(new String(record.value(), StandardCharsets.UTF_8)));
  }

  /**
   * Reads until all of the expected texts are read. A commit returns before the broker has marked
   * the records as committed, so a reader can reach the end without them.
   */
  private static void awaitExactly(
      KafkaConsumer<byte[], byte[]> consumer, List<String> read, String... expected) {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              readToEnd(consumer, read);
              assertThat(read).containsExactly(expected);
            });
  }

  @Test
  void aLaterWriterEndsTheEarlierOneAndWhatBothWroteIsReadOnce() {
    try (TransactionWriter first = writer("one");
        KafkaConsumer<byte[], byte[]> consumer =
            connection().consumer(List.of(Topics.WEBHOOKS), Map.of())) {
      List<String> read = new ArrayList<>();
      first.write(records("a", "b"));
      awaitExactly(consumer, read, "a", "b");

      try (TransactionWriter second = writer("one");
          TransactionWriter ofAnotherName = writer("two")) {
        second.write(records("c"));
        assertThatThrownBy(() -> first.write(records("lost")))
            .isInstanceOf(Failed.class)
            .hasMessage("overtaken");
        ofAnotherName.write(records("d"));
      }

      awaitExactly(consumer, read, "a", "b", "c", "d");
      readToEnd(consumer, read);
      assertThat(read).hasSize(4);
    }
  }

  @Test
  void aMissingTopicIsNamed() {
    assertThatThrownBy(() -> connection().consumer(List.of(Topics.CHANGES), Map.of()))
        .isInstanceOf(Failed.class)
        .hasMessageContaining("has no topic iec.changes");
    assertThatThrownBy(() -> connection().identity(Topics.CHANGES))
        .isInstanceOf(Failed.class)
        .hasMessageContaining("has no topic iec.changes");
    assertThat(connection().identity(Topics.WEBHOOKS)).isNotZero();
  }

  @Test
  void anAddressWithoutABrokerIsAFailureOfTheProgram() {
    KafkaConnection elsewhere =
        KafkaConnection.open("no-such-host.invalid:9092", ClientConfig.NONE, Failed::new);

    assertThatThrownBy(() -> elsewhere.consumer(List.of(Topics.WEBHOOKS), Map.of()))
        .isInstanceOf(Failed.class)
        .hasMessageContaining("no-such-host.invalid:9092");
    assertThatThrownBy(() -> elsewhere.identity(Topics.WEBHOOKS)).isInstanceOf(Failed.class);
  }
}
