package org.iecpools.kit.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.iecpools.events.Category;
import org.iecpools.events.DaySums;
import org.iecpools.events.PartialSums;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RebuildOrdered;
import org.iecpools.events.StatisticsRecord;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaIds;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.TestBroker;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.trace.CollectedSpans;
import org.iecpools.kit.trace.Traces;
import org.junit.jupiter.api.Test;

class TopicFollowerTest {

  private static final LocalDate DAY = LocalDate.parse("2026-01-14");

  /**
   * The sums of a key replace each other, so passing on a record again would restore lower sums.
   */
  @Test
  void afterAFailureNoRecordIsHandedOnAgain() throws Exception {
    EventCodec codec = new EventCodec(EventCodec.inMemory());
    AtomicBoolean down = new AtomicBoolean(true);
    AtomicBoolean asked = new AtomicBoolean();
    List<StatisticsRecord> handedOn = new CopyOnWriteArrayList<>();
    try (TestBroker broker = TestBroker.withTopics(Stream.of(Topics.STATISTICS));
        Admin admin = broker.admin();
        KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
        Followers followers =
            TestFollowers.on(
                broker,
                admin,
                new EventCodec(withoutRebuildsWhile(down, asked)),
                ServiceClock.system(),
                Map.of())) {
      followers.follow(Topics.STATISTICS, handedOn::add);
      FollowedState state = followers.state(List.of(Topics.STATISTICS));
      send(producer, codec, sums(5));
      send(producer, codec, sums(7));
      await().until(() -> handedOn.size() == 2);

      send(producer, codec, new RebuildOrdered(1, Instant.EPOCH, List.of()));
      await().untilTrue(asked);
      assertThat(sum(state)).isEqualTo(2);
      down.set(false);
      await().until(() -> sum(state) == 3);

      assertThat(handedOn)
          .containsExactly(sums(5), sums(7), new RebuildOrdered(1, Instant.EPOCH, List.of()));
    }
  }

  @Test
  void anInvalidRecordIsSkippedAndCounted() throws Exception {
    EventCodec codec = new EventCodec(EventCodec.inMemory());
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    List<StatisticsRecord> read = new CopyOnWriteArrayList<>();
    try (TestBroker broker = TestBroker.withTopics(Stream.of(Topics.STATISTICS));
        Admin admin = broker.admin();
        KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
        Followers followers =
            new Followers(
                new RecordValidator(
                    "reader", codec, ServiceClock.system(), TestBroker.PARTITIONS, meters),
                admin,
                Map.of(
                    "bootstrap.servers",
                    broker.bootstrapServers(),
                    "auto.offset.reset",
                    "earliest"),
                Traces.OFF)) {
      followers.follow(Topics.STATISTICS, read::add);
      String key = Topics.STATISTICS.key().apply(sums(5));
      byte[] valid = codec.encode((SpecificRecord) sums(5));
      for (byte[] invalid : List.of(new byte[0], new byte[] {1, 2, 3}, Arrays.copyOf(valid, 9))) {
        producer.send(new ProducerRecord<>(Topics.STATISTICS.name(), key, invalid)).get();
      }
      producer.send(new ProducerRecord<>(Topics.STATISTICS.name(), "another key", valid)).get();
      send(producer, codec, sums(5));

      await()
          .untilAsserted(
              () ->
                  assertThat(
                          meters
                              .counter("iec.followers.skipped", "topic", Topics.STATISTICS.name())
                              .count())
                      .isEqualTo(4));
      await().until(() -> read.size() == 1);
    }
  }

  @Test
  void aReaderThatThrowsIsAnErrorInTheTrace() throws Exception {
    EventCodec codec = new EventCodec(EventCodec.inMemory());
    CollectedSpans collected = new CollectedSpans();
    try (TestBroker broker = TestBroker.withTopics(Stream.of(Topics.STATISTICS));
        Admin admin = broker.admin();
        KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
        Followers followers =
            new Followers(
                new RecordValidator(
                    "reader",
                    codec,
                    ServiceClock.system(),
                    TestBroker.PARTITIONS,
                    new SimpleMeterRegistry()),
                admin,
                Map.of(
                    "bootstrap.servers",
                    broker.bootstrapServers(),
                    "auto.offset.reset",
                    "earliest"),
                collected.traces())) {
      TopicFollower<?> follower =
          followers.follow(
              Topics.STATISTICS,
              _ -> {
                throw new IllegalStateException("planted");
              });
      await().until(follower::isCaughtUp);
      producer.send(
          new ProducerRecord<>(
              Topics.STATISTICS.name(),
              null,
              Topics.STATISTICS.key().apply(sums(5)),
              codec.encode((SpecificRecord) sums(5)),
              new RecordHeaders()
                  .add(
                      Traces.HEADER,
                      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
                          .getBytes(StandardCharsets.US_ASCII))));

      await().until(() -> collected.spans().size() == 1);
      SpanData span = collected.spans().getFirst();
      assertThat(span.getName()).isEqualTo("follow iec.statistics");
      assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      assertThat(span.getAttributes().asMap().values())
          .contains(IllegalStateException.class.getName());
    }
  }

  private static long sum(FollowedState state) {
    return state.positions().getFirst().stream().mapToLong(Long::longValue).sum();
  }

  /** Schema ids whose lookup fails for rebuild orders while {@code down}. */
  private static SchemaIds withoutRebuildsWhile(AtomicBoolean down, AtomicBoolean asked) {
    SchemaIds ids = EventCodec.inMemory();
    return new SchemaIds() {
      @Override
      public int idOf(Schema schema) {
        return ids.idOf(schema);
      }

      @Override
      public Schema schemaOf(int id) throws EventCodec.Undecodable {
        Schema schema = ids.schemaOf(id);
        if (down.get() && schema.equals(RebuildOrdered.getClassSchema())) {
          asked.set(true);
          throw new KafkaException("planted");
        }
        return schema;
      }
    };
  }

  private static void send(
      KafkaProducer<String, byte[]> producer, EventCodec codec, StatisticsRecord row)
      throws ExecutionException, InterruptedException {
    producer
        .send(
            new ProducerRecord<>(
                Topics.STATISTICS.name(),
                Topics.STATISTICS.key().apply(row),
                codec.encode((SpecificRecord) row)))
        .get();
  }

  private static PartialSums sums(int entered) {
    return PartialSums.newBuilder()
        .setPool(PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY))
        .setWeek(LocalDate.parse("2026-01-16"))
        .setSourceTopic("iec.pools")
        .setSourcePartition(0)
        .setDays(List.of(DaySums.newBuilder().setDay(DAY).setEntered(entered).build()))
        .build();
  }
}
