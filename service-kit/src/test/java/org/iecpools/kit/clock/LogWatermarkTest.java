package org.iecpools.kit.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.iecpools.kafka.NewTopics;
import org.iecpools.kit.TestBroker;
import org.iecpools.kit.barrier.Drain;
import org.iecpools.kit.clock.LogWatermark.Stage;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LogWatermarkTest {

  private static final Instant START = Instant.parse("2026-02-14T04:00:00Z");

  private Instant now = START;
  private long nanos;

  private void pass(Duration time) {
    now = now.plus(time);
    nanos += time.toNanos();
  }

  private Instant allowed(Instant mark) {
    return mark.minus(LogWatermark.ALLOWANCE);
  }

  /** Progress set by the test. */
  @Nested
  class Steps {

    private final Map<String, Long> ends = new HashMap<>();
    private final Map<String, Long> committed = new HashMap<>();
    private Runnable beforeAnAnswer = () -> {};

    private final LogWatermark watermark =
        new LogWatermark(
            () -> now,
            false,
            () -> nanos,
            new LogWatermark.Logs() {
              @Override
              public Map<TopicPartition, Long> ends(List<String> topics) {
                return topics.stream()
                    .collect(
                        Collectors.toMap(
                            topic -> new TopicPartition(topic, 0),
                            topic -> ends.getOrDefault(topic, 0L)));
              }

              @Override
              public List<String> existing(List<String> topics) {
                return topics.stream().filter(ends::containsKey).toList();
              }

              @Override
              public boolean isProcessed(String group, Map<TopicPartition, Long> ends) {
                beforeAnAnswer.run();
                return ends.entrySet().stream()
                    .allMatch(
                        end ->
                            committed.getOrDefault(group + " " + end.getKey().topic(), 0L)
                                >= end.getValue());
              }
            },
            List.of(
                new Stage("pools", List.of("profiles")),
                new Stage("pools", List.of("claims"), true),
                new Stage("invitations", List.of("entries", "answers"))));

    @Test
    void isUnknownAtTheStart() {
      assertThat(watermark.reached()).isEqualTo(Instant.EPOCH);

      pass(Duration.ofSeconds(7));

      assertThat(watermark.lag()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void isTheTimeOfTheMarkLessTheAllowance() {
      ends.put("answers", 3L);
      watermark.look();
      pass(Duration.ofSeconds(2));
      committed.put("invitations answers", 3L);

      watermark.look();

      assertThat(watermark.reached()).isEqualTo(allowed(START));
      assertThat(watermark.lag())
          .isEqualTo(LogWatermark.ALLOWANCE.plusSeconds(2))
          .isLessThan(LogWatermark.usualLag(ServiceClock.system()));
      assertThat(LogWatermark.usualLag(ServiceClock.simulated())).isZero();
    }

    @Test
    void whatTheFirstGroupWroteIsReadByTheSecond() {
      ends.put("profiles", 1L);
      watermark.look();
      assertThat(watermark.waitsFor()).contains("pools", "profiles");

      committed.put("pools profiles", 1L);
      ends.put("entries", 1L); // written with the commit
      watermark.look();
      assertThat(watermark.reached()).isEqualTo(Instant.EPOCH);
      assertThat(watermark.waitsFor()).contains("invitations", "entries");

      committed.put("invitations entries", 1L);
      watermark.look();
      assertThat(watermark.reached()).isEqualTo(allowed(START));
    }

    @Test
    void aTopicThatMayBeMissingIsWaitedForAsSoonAsItExists() {
      watermark.look();
      assertThat(watermark.reached()).isEqualTo(allowed(START));
      ends.put("claims", 1L);
      pass(Duration.ofSeconds(1));

      watermark.look();
      assertThat(watermark.waitsFor()).contains("pools", "claims");
      assertThat(watermark.reached()).isEqualTo(allowed(START));

      committed.put("pools claims", 1L);
      watermark.look();
      assertThat(watermark.reached()).isEqualTo(allowed(START.plusSeconds(1)));
    }

    @Test
    void whatComesAfterTheMarkIsNotWaitedFor() {
      ends.put("answers", 3L);
      watermark.look();
      ends.put("answers", 9L);
      committed.put("invitations answers", 3L);
      pass(Duration.ofSeconds(1));

      watermark.look();

      assertThat(watermark.reached()).isEqualTo(allowed(START));
    }

    @Test
    void standsWhileAGroupDoesNotMove() {
      watermark.look();
      Instant before = watermark.reached();
      ends.put("answers", 1L);

      for (int i = 0; i < 100; i++) {
        pass(Duration.ofSeconds(4));
        watermark.look();
      }

      assertThat(watermark.reached()).isEqualTo(before);
      assertThat(watermark.lag()).isEqualTo(LogWatermark.ALLOWANCE.plusSeconds(400));
    }

    @Test
    void aProcessThatWasStoppedBeginsANewMark() {
      ends.put("answers", 1L);
      watermark.look();
      // the process is suspended; other members of the group have taken its partition and read on
      pass(Duration.ofSeconds(30));
      committed.put("invitations answers", 1L);
      ends.put("answers", 2L);

      watermark.look();
      assertThat(watermark.reached())
          .as("the answer at 1 is not read yet")
          .isEqualTo(Instant.EPOCH);

      committed.put("invitations answers", 2L);
      watermark.look();
      assertThat(watermark.reached()).isEqualTo(allowed(START.plusSeconds(30)));
    }

    @Test
    void aStopWhileAnAnswerIsAwaitedVoidsTheMarkToo() {
      beforeAnAnswer = () -> pass(Duration.ofSeconds(6));

      watermark.look();

      assertThat(watermark.reached()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void neverGoesBack() {
      watermark.look();
      Instant before = watermark.reached();
      now = now.minusSeconds(3600); // the machine's clock was corrected

      watermark.look();

      assertThat(watermark.reached()).isEqualTo(before);
    }
  }

  /** Progress read from a real broker. */
  @Nested
  class OnABroker {

    @Test
    void anOpenTransactionHoldsItAndItsEndNeedsNoCommit() throws Exception {
      try (TestBroker broker = TestBroker.start();
          Admin admin = broker.admin()) {
        NewTopics.create(
            admin,
            Stream.of("profiles", "answers")
                .map(name -> new NewTopic(name, 2, (short) 1))
                .toList());
        Map<String, Object> committedOnly =
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest");
        try (Drain drain = new Drain(null, null, admin, committedOnly);
            KafkaProducer<String, byte[]> hanging = producer(broker, "hanging")) {
          LogWatermark watermark =
              new LogWatermark(
                  () -> now,
                  false,
                  () -> nanos,
                  drain,
                  List.of(
                      new Stage("pools", List.of("profiles")),
                      new Stage("invitations", List.of("answers"))));
          watermark.look();
          assertThat(watermark.reached()).as("nothing to read").isEqualTo(allowed(now));
          Instant before = watermark.reached();

          // given an open transaction, and an answer behind it that cannot be read yet
          hanging.initTransactions();
          hanging.beginTransaction();
          hanging.send(new ProducerRecord<>("answers", 0, "a", new byte[1])).get();
          try (KafkaProducer<String, byte[]> candidate = producer(broker, null)) {
            candidate.send(new ProducerRecord<>("answers", 0, "b", new byte[1])).get();
          }
          for (int i = 0; i < 3; i++) {
            pass(Duration.ofSeconds(3));
            watermark.look();
          }
          assertThat(watermark.reached()).isEqualTo(before);

          // when the transaction ends, the answer is still unread
          hanging.abortTransaction();
          pass(Duration.ofSeconds(3));
          watermark.look();
          assertThat(watermark.reached()).isEqualTo(before);

          // then, once the answer is committed, only the transaction's marker is left behind it
          admin
              .alterConsumerGroupOffsets(
                  "invitations", Map.of(new TopicPartition("answers", 0), new OffsetAndMetadata(2)))
              .all()
              .get();
          pass(Duration.ofSeconds(3));
          watermark.look();
          assertThat(watermark.reached()).isAfter(before);
        }
      }
    }

    private static KafkaProducer<String, byte[]> producer(TestBroker broker, String transactional) {
      Map<String, Object> settings =
          new HashMap<>(Map.of("bootstrap.servers", broker.bootstrapServers()));
      if (transactional != null) {
        settings.put("transactional.id", transactional);
      }
      return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }
  }
}
