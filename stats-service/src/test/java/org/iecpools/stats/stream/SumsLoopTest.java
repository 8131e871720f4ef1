package org.iecpools.stats.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.POOL;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.Category;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.Event;
import org.iecpools.events.EventCodec;
import org.iecpools.events.InputPosition;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PartialSums;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolSizeShare;
import org.iecpools.events.RoundRun;
import org.iecpools.events.Topics;
import org.iecpools.kit.Gate;
import org.iecpools.kit.ServiceClock;
import org.iecpools.kit.TestBroker;
import org.iecpools.stats.domain.DoubleEntry;
import org.iecpools.stats.domain.Fact;
import org.iecpools.stats.domain.Ledger;
import org.iecpools.stats.domain.PoolNumbers;
import org.iecpools.stats.domain.Story;
import org.iecpools.stats.domain.Sums;
import org.iecpools.stats.domain.Tally;
import org.iecpools.stats.domain.View;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The loop on a real broker: instances come, go and share, and nothing is counted but once. */
class SumsLoopTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static TestBroker broker;
  private static KafkaProducer<String, byte[]> producer;
  private static Admin admin;
  private static final EventCodec CODEC = new EventCodec(EventCodec.inMemory());

  private static final PoolId DRAWN = PoolIds.of(2026, "FR", Category.WORKING_HOLIDAY);

  private final List<SumsLoop> loops = new ArrayList<>();
  private final DoubleEntry book = Story.draws();

  @BeforeAll
  static void start() {
    broker =
        TestBroker.withTopics(
            Stream.concat(
                SumsLoop.SOURCES.stream(), Stream.of(Topics.STATISTICS, Topics.DEAD_LETTERS)));
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer());
    admin = broker.admin();
  }

  @AfterAll
  static void stop() {
    producer.close();
    admin.close();
    broker.close();
  }

  @AfterEach
  void end() {
    loops.forEach(SumsLoop::close);
  }

  @Test
  void aHistoryInAnyOrderIsCountedOnceThoughInstancesComeAndGo() throws Exception {
    Random random = new Random(20_260_114);
    List<Event> history = history(random, 4_000);
    List<Event> told = new ArrayList<>(history);
    for (int i = 0; i < 2_000; i++) {
      told.add(history.get(random.nextInt(history.size())));
    }
    Collections.shuffle(told, random);
    Tally naive = new Tally("naive", 0, new PoolNumbers());
    history.forEach(event -> Fact.of(event).ifPresent(naive::count));

    // Between parts of the history instances are started and stopped, as it happens.
    for (int part = 0; part < 10; part++) {
      told.subList(part * 600, (part + 1) * 600).forEach(SumsLoopTest::send);
      if (loops.size() < 2 || loops.size() < 4 && random.nextBoolean()) {
        launch();
      } else {
        loops.remove(random.nextInt(loops.size())).close();
      }
      producer.flush();
      if (part % 3 == 2) {
        awaitAllCounted();
      }
    }
    awaitAllCounted();

    assertThat(sums()).isEqualTo(expected(naive));
  }

  @Test
  void candidatesAreCountedAsEachDrawSawThemThoughInstancesComeAndGo() throws Exception {
    Random random = new Random(20_260_121);
    Map<TopicPartition, Long> positions = new HashMap<>();
    Set<List<Object>> in = new HashSet<>();
    Set<List<Object>> out = new HashSet<>();
    List<RoundRun> draws = new ArrayList<>();
    int invited = 0;
    launch();
    for (int draw = 1; draw <= 20; draw++) {
      List<Future<RecordMetadata>> seen = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        int n = 1 + random.nextInt(300);
        int kind = random.nextInt(5);
        int stay = kind == 0 ? 1 : 1 + random.nextInt(2);
        (kind == 1 || kind == 4 ? out : in).add(List.of(kind, n, kind < 3 ? stay : 0));
        Event event =
            switch (kind) {
              case 0 -> PoolEntered.newBuilder(Story.entered(n, stay, NOON)).setPool(DRAWN).build();
              case 1 ->
                  PoolLeft.newBuilder(Story.left(n, stay, LeaveCause.AGE)).setPool(DRAWN).build();
              case 2 -> PoolLeaveVoided.newBuilder(Story.voided(n, stay)).setPool(DRAWN).build();
              case 3 ->
                  InvitationDeclined.newBuilder(Story.declined(10_000 + n)).setPool(DRAWN).build();
              default ->
                  AnswerRejected.newBuilder(Story.rejected(10_000 + n, Answer.DECLINE))
                      .setPool(DRAWN)
                      .setSeq(draw - 1L)
                      .build();
            };
        Future<RecordMetadata> place = place(event);
        if (kind < 4) {
          seen.add(place);
        }
      }
      for (Future<RecordMetadata> place : seen) {
        RecordMetadata at = place.get();
        positions.put(new TopicPartition(at.topic(), at.partition()), at.offset());
      }
      RoundRun run =
          RoundRun.newBuilder(draws(draw, positions))
              .setInvited(draw)
              .setPoolSize(in.size() - out.size() - invited)
              .build();
      invited += run.getInvited();
      send(run);
      draws.add(run);
      // It may be known late, and a part of the shares, or all, before an instance comes or goes.
      if (random.nextBoolean()) {
        draws.forEach(book::apply);
        draws.clear();
      }
      if (draw % 5 == 3) {
        awaitAllCounted();
        read(DRAWN);
        if (loops.size() > 1) {
          loops.removeFirst().close();
        }
        launch();
      }
    }
    draws.forEach(book::apply);
    // Copied from elsewhere, told twice, or wrong by one.
    book.apply(RoundRun.newBuilder(draws(21, positions)).setLog("other").build());
    book.apply(draws(22, positions));
    book.apply(draws(22, positions));

    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              read(DRAWN);
              return book.totals().waiting() == 0;
            });

    int candidates = in.size() - out.size() - invited;
    assertThat(book.totals()).isEqualTo(new DoubleEntry.Totals(21, 0, Math.abs(candidates - 1)));
    assertThat(book.last(DRAWN, View.live(NOON.plusSeconds(1))).orElseThrow().counted())
        .isEqualTo(candidates);
  }

  /** A draw that says it saw one candidate. */
  private static RoundRun draws(int seq, Map<TopicPartition, Long> positions) {
    return RoundRun.newBuilder(Story.round(1_000 + seq, 0))
        .setPool(DRAWN)
        .setSeq((long) seq)
        .setPoolSize(1)
        .setLog("log")
        .setPositions(
            positions.entrySet().stream()
                .map(
                    e ->
                        new InputPosition(e.getKey().topic(), e.getKey().partition(), e.getValue()))
                .toList())
        .build();
  }

  /** What instances have told of a pool's draws, as the service follows it. */
  private void read(PoolId pool) throws Exception {
    for (ConsumerRecord<String, byte[]> record : read(Topics.STATISTICS.name())) {
      if (CODEC.decode(record.value()) instanceof PoolSizeShare share
          && share.getPool().equals(pool)) {
        book.apply(share);
      }
    }
  }

  @Test
  void badRecordsArePassedByAndThoseOfRoundsAreDeadLettersOnce() throws Exception {
    sendRaw("iec.pools", "x", "no avro".getBytes(UTF_8));
    sendRaw("iec.rounds", "x", "no avro".getBytes(UTF_8));
    sendRaw("iec.rounds", "2026/IE", CODEC.encode(Story.left(1, 1, LeaveCause.AGE)));
    producer.flush();

    launch();
    awaitAllCounted();
    loops.removeFirst().close();
    launch();
    awaitAllCounted();

    assertThat(read(Topics.DEAD_LETTERS.name()))
        .hasSize(2)
        .allSatisfy(letter -> assertThat(letter.key()).startsWith("iec.rounds/"));
  }

  @Test
  void whoeverStopsHasPublishedWhatItHadReadAndHandsOverAtOnce() throws Exception {
    launch();
    launch();
    await().atMost(PATIENCE).until(() -> loops.stream().allMatch(SumsLoop::isRunning));

    loops.removeFirst().close();

    assertThat(
            admin
                .describeConsumerGroups(List.of("stats-service"))
                .all()
                .get()
                .get("stats-service")
                .members())
        .hasSize(1);
  }

  private void launch() {
    SumsLoop loop =
        new SumsLoop(
            "stats-service",
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new Gate(
                "stats-service",
                CODEC,
                ServiceClock.system(),
                TestBroker.PARTITIONS,
                new SimpleMeterRegistry()),
            CODEC,
            EventCodec.inMemory(),
            book,
            new SimpleMeterRegistry());
    loops.add(loop);
    loop.start();
  }

  private static void send(Event event) {
    sendRaw(Topics.of(event).name(), Topics.keyOf(event), CODEC.encode((SpecificRecord) event));
  }

  private static Future<RecordMetadata> place(Event event) {
    return producer.send(
        new ProducerRecord<>(
            Topics.of(event).name(), Topics.keyOf(event), CODEC.encode((SpecificRecord) event)));
  }

  private static void sendRaw(String topic, String key, byte[] value) {
    producer.send(new ProducerRecord<>(topic, key, value));
  }

  private void awaitAllCounted() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Map<TopicPartition, OffsetAndMetadata> committed =
                  admin
                      .listConsumerGroupOffsets("stats-service")
                      .partitionsToOffsetAndMetadata()
                      .get();
              for (TopicPartition input : loops.getFirst().inputs()) {
                long end =
                    admin
                        .listOffsets(Map.of(input, OffsetSpec.latest()))
                        .partitionResult(input)
                        .get()
                        .offset();
                OffsetAndMetadata offset = committed.get(input);
                assertThat(offset == null ? 0 : offset.offset()).as("%s", input).isEqualTo(end);
              }
            });
  }

  /** By the rows of {@code iec.statistics}, as every reader adds them up. */
  private static Map<Instant, Sums> sums() throws Exception {
    Ledger ledger = new Ledger();
    for (ConsumerRecord<String, byte[]> record : read(Topics.STATISTICS.name())) {
      if (CODEC.decode(record.value()) instanceof PartialSums row) {
        ledger.apply(row);
      }
    }
    return byDay(ledger);
  }

  private static Map<Instant, Sums> expected(Tally tally) {
    Ledger ledger = new Ledger();
    tally.changes().forEach(ledger::apply);
    return byDay(ledger);
  }

  private static Map<Instant, Sums> byDay(Ledger ledger) {
    Map<Instant, Sums> days = new java.util.TreeMap<>();
    for (int day = -20; day < 20; day++) {
      View view = View.asOf(NOON.plus(Duration.ofDays(day)));
      days.put(view.at(), ledger.sums(POOL, view));
    }
    return days;
  }

  private static List<ConsumerRecord<String, byte[]>> read(String topic) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "isolation.level",
                "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }

  private static List<Event> history(Random random, int events) {
    List<Event> history = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      int n = 1 + random.nextInt(400);
      int m = 1 + random.nextInt(3);
      Instant at = NOON.plus(Duration.ofHours(random.nextInt(960) - 480));
      history.add(
          switch (random.nextInt(7)) {
            case 0, 1 -> Story.entered(n, m, at);
            case 2 -> Story.left(n, m, LeaveCause.AGE, at);
            case 3 -> Story.round(n % 20, m, m * 3, at);
            case 4 -> Story.declined(n, at);
            case 5 -> random.nextBoolean() ? Story.loi(n) : Story.rejected(n, Answer.LOI);
            default -> Story.closed(n, ClosedCause.NOT_ANSWERED);
          });
    }
    return history;
  }
}
