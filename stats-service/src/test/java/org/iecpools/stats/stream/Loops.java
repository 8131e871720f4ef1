package org.iecpools.stats.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.POOL;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.internals.BaseHeartbeatThread;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.iecpools.events.Answer;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.Event;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PartialSums;
import org.iecpools.events.PoolSizeShare;
import org.iecpools.events.RebuildOrdered;
import org.iecpools.events.RebuildProgress;
import org.iecpools.events.StatisticsRecord;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.TestBroker;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.stream.FollowedState;
import org.iecpools.kit.stream.RecordValidator;
import org.iecpools.kit.trace.Traces;
import org.iecpools.stats.domain.DoubleEntry;
import org.iecpools.stats.domain.Ledger;
import org.iecpools.stats.domain.Rebuilds;
import org.iecpools.stats.domain.Story;
import org.iecpools.stats.domain.Sums;
import org.iecpools.stats.domain.Tally;
import org.iecpools.stats.domain.View;
import org.springframework.util.FileSystemUtils;

/** Runs counting instances on a real broker and reads their results. */
final class Loops implements AutoCloseable {

  static final Duration TIMEOUT = Duration.ofSeconds(60);
  static final EventCodec CODEC = new EventCodec(EventCodec.inMemory());

  /** Small, so that a short history fills several files. */
  private static final int MOST_UNSEALED = 100;

  final List<SumsLoop> running = new ArrayList<>();

  /** The last instance in each directory. */
  private final List<SumsLoop> used = new ArrayList<>();

  final DoubleEntry book = Story.draws();
  final Ledger ledger = new Ledger();
  final Rebuilds rebuilds = new Rebuilds(SumsLoop.sources(TestBroker.PARTITIONS), ledger, book);
  final Admin admin;

  /** Fingerprint of the program of the instances that are launched from now on. */
  String program = "this program";

  private final Path temporary;
  private final TestBroker broker;
  private final KafkaProducer<String, byte[]> producer;

  Loops(TestBroker broker) {
    this.broker = broker;
    try {
      this.temporary = Files.createTempDirectory("stats");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.admin = broker.admin();
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /** A broker with the topics that the instances need. */
  static TestBroker broker() {
    return TestBroker.withTopics(
        Stream.concat(
            SumsLoop.SOURCES.stream(), Stream.of(Topics.STATISTICS, Topics.DEAD_LETTERS)));
  }

  @Override
  public void close() {
    running.forEach(SumsLoop::close);
    producer.close();
    admin.close();
    try {
      FileSystemUtils.deleteRecursively(temporary);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Launches an instance with the snapshots of an earlier one that has been closed, if there is
   * one, as a restarted container does.
   *
   * @return the instance's metrics
   */
  MeterRegistry launch() {
    int number = 0;
    while (number < used.size() && running.contains(used.get(number))) {
      number++;
    }
    MeterRegistry meters = launch(temporary.resolve("instance-" + number));
    if (number == used.size()) {
      used.add(running.getLast());
    } else {
      used.set(number, running.getLast());
    }
    return meters;
  }

  /** Number of records that an instance has counted. */
  static long recordsRead(MeterRegistry meters) {
    return Math.round(
        meters.find("iec.intake.accepted").counters().stream().mapToDouble(Counter::count).sum());
  }

  /**
   * Launches an instance.
   *
   * @param directory with its snapshots
   * @return the instance's metrics
   */
  MeterRegistry launch(Path directory) {
    MeterRegistry meters = new SimpleMeterRegistry();
    SumsLoop loop =
        new SumsLoop(
            "stats-service",
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new RecordValidator(
                "stats-service", CODEC, ServiceClock.system(), TestBroker.PARTITIONS, meters),
            CODEC,
            book,
            rebuilds,
            () -> () -> true,
            new SnapshotSettings(directory, () -> program, 0, MOST_UNSEALED),
            new RowTraces(Traces.OFF, new FollowedState(List.of())),
            meters);
    running.add(loop);
    loop.start();
    return meters;
  }

  void send(Event event) {
    sendRaw(Topics.of(event).name(), Topics.keyOf(event), CODEC.encode((SpecificRecord) event));
  }

  Future<RecordMetadata> place(Event event) {
    return producer.send(
        new ProducerRecord<>(
            Topics.of(event).name(), Topics.keyOf(event), CODEC.encode((SpecificRecord) event)));
  }

  void sendRaw(String topic, String key, byte[] value) {
    producer.send(new ProducerRecord<>(topic, key, value));
  }

  void awaitAllCounted() {
    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> {
              Map<TopicPartition, OffsetAndMetadata> committed =
                  admin
                      .listConsumerGroupOffsets("stats-service")
                      .partitionsToOffsetAndMetadata()
                      .get();
              for (TopicPartition input : running.getFirst().inputs()) {
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

  void flush() {
    producer.flush();
  }

  /** Writes a row to {@code iec.statistics}. */
  void write(StatisticsRecord row) {
    sendRaw(
        Topics.STATISTICS.name(),
        Topics.STATISTICS.key().apply(row),
        CODEC.encode((SpecificRecord) row));
    flush();
  }

  /** Applies {@code iec.statistics} in the same way as the service. */
  void follow() {
    for (ConsumerRecord<String, byte[]> record : read(Topics.STATISTICS.name())) {
      if (record.value() != null) {
        switch (row(record.value())) {
          case PartialSums sums -> ledger.apply(sums);
          case PoolSizeShare share -> book.apply(share);
          case RebuildOrdered ordered ->
              rebuilds.apply(ordered, Optional.empty(), Optional.empty());
          case RebuildProgress progress -> rebuilds.apply(progress);
        }
      }
    }
  }

  private static StatisticsRecord row(byte[] value) {
    try {
      return (StatisticsRecord) CODEC.decode(value);
    } catch (EventCodec.Undecodable e) {
      throw new AssertionError(e);
    }
  }

  List<ConsumerRecord<String, byte[]>> read(String topic) {
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
      Map<TopicPartition, Long> ends = writtenEnds(partitions);
      List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }

  /**
   * The ends of partitions, with open transactions. After a commit its marker may be in the topic
   * of offsets and not yet in others, so the end of what is committed would come too early.
   */
  private Map<TopicPartition, Long> writtenEnds(List<TopicPartition> partitions) {
    return admin
        .listOffsets(
            partitions.stream()
                .collect(Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest())))
        .all()
        .toCompletionStage()
        .toCompletableFuture()
        .join()
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
  }

  /**
   * Stops the heartbeats of all consumers, as after an OutOfMemoryError in the heartbeat thread.
   * Uses the consumer's internal pause, which ends when it joins a group.
   */
  static void stopHeartbeats() {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread instanceof BaseHeartbeatThread heartbeats) {
        heartbeats.disable();
      }
    }
  }

  static List<Event> history(Random random, int events) {
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

  /** The sums of the pool's events as of each of many days. */
  static Map<Instant, Sums> byDay(Ledger ledger) {
    Map<Instant, Sums> days = new TreeMap<>();
    for (int day = -20; day < 20; day++) {
      View view = View.asOf(NOON.plus(Duration.ofDays(day)));
      days.put(view.at(), ledger.sums(POOL, view));
    }
    return days;
  }

  /** The sums of a tally as of each of many days. */
  static Map<Instant, Sums> byDay(Tally tally) {
    Ledger ledger = new Ledger();
    tally.changes().forEach(ledger::apply);
    return byDay(ledger);
  }
}
