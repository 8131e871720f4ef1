package org.iecpools.kit.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.iecpools.events.ClockTicked;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.TestBroker;
import org.iecpools.kit.barrier.Work;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.stream.Followers;
import org.iecpools.kit.stream.RecordValidator;
import org.iecpools.kit.stream.TopicFollower;
import org.iecpools.kit.trace.Traces;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Tests each detector on a real broker, with limits of seconds. */
class WatchTest {

  private static final TopicPartition INPUT = new TopicPartition(Topics.POOLS.name(), 0);
  private static final EventCodec CODEC = new EventCodec(EventCodec.inMemory());
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static TestBroker broker;
  private static Admin admin;
  private static int count;

  private final List<String> terminations = new CopyOnWriteArrayList<>();
  private volatile boolean registryAnswers = true;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Followers followers =
      new Followers(
          new RecordValidator(
              "reader", CODEC, ServiceClock.system(), TestBroker.PARTITIONS, meters),
          admin,
          settings(),
          Traces.OFF);
  private final FakeWork work = new FakeWork("group-" + ++count);
  private final Watch watch =
      new Watch(
          work,
          followers,
          new Backlog(admin, settings()),
          () -> registryAnswers,
          terminations::add,
          meters,
          Duration.ofMillis(200),
          Duration.ofSeconds(4));

  private static final class FakeWork implements Work {
    private final String group;
    private volatile Optional<String> failure = Optional.empty();

    FakeWork(String group) {
      this.group = group;
    }

    @Override
    public boolean isRunning() {
      return true;
    }

    @Override
    public String group() {
      return group;
    }

    @Override
    public Set<TopicPartition> inputs() {
      return Set.of(INPUT);
    }

    @Override
    public Set<TopicPartition> owned() {
      return Set.of(INPUT);
    }

    @Override
    public long restored() {
      return 0;
    }

    @Override
    public Optional<String> failure() {
      return failure;
    }

    @Override
    public boolean hasReached(long tick) {
      return true;
    }

    @Override
    public boolean restsAt(long tick) {
      return true;
    }

    @Override
    public boolean othersRestAt(long tick) {
      return true;
    }
  }

  @BeforeAll
  static void startBroker() {
    broker = TestBroker.withTopics(Stream.of(Topics.POOLS, Topics.CLOCK));
    admin = broker.admin();
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    broker.close();
  }

  @AfterEach
  void stop() {
    watch.stop();
    followers.close();
  }

  @Test
  void recordsThatNobodyCommitsMakeUnreadyAndEndTheProcess() throws Exception {
    write(1);
    watch.start();

    await().atMost(TIMEOUT).until(() -> !terminations.isEmpty());

    assertThat(terminations)
        .singleElement()
        .asString()
        .contains("nothing was committed or followed", "pools-0");
    assertThat(watch.readiness().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
    assertThat(watch.readiness().getDetails()).containsKeys("stuck", "failure");
    assertThat(watch.liveness().getStatus()).isEqualTo(Status.DOWN);
    assertThat(meters.get("iec.progress.lag").tag("topic", INPUT.topic()).gauge().value())
        .isPositive();
  }

  @Test
  void recordsThatMayWaitForARegistryThatIsAwayEndNothing() throws Exception {
    registryAnswers = false;
    write(1);
    watch.start();
    await()
        .atMost(TIMEOUT)
        .until(() -> watch.readiness().getStatus().equals(Status.OUT_OF_SERVICE));
    await().during(Duration.ofSeconds(2)).until(terminations::isEmpty);

    registryAnswers = true;

    await().atMost(TIMEOUT).until(() -> !terminations.isEmpty());
  }

  @Test
  void whatIsCommittedIsReadyThoughMarkersOfTransactionsStandBehindIt() throws Exception {
    try (KafkaProducer<String, byte[]> producer = transactional("whole", 10_000)) {
      producer.initTransactions();
      producer.beginTransaction();
      long record = producer.send(record()).get().offset();
      producer.commitTransaction();
      commit(record + 1);
    }
    watch.start();

    // twice the limit
    Instant end = Instant.now().plusSeconds(8);
    await().atMost(TIMEOUT).until(() -> Instant.now().isAfter(end));

    assertThat(watch.readiness().getStatus()).isEqualTo(Status.UP);
    assertThat(meters.get("iec.progress.lag").tag("topic", INPUT.topic()).gauge().value())
        .as("the marker")
        .isEqualTo(1);
    assertThat(terminations).isEmpty();
  }

  @Test
  void anOpenTransactionIsNamedWithItsAgeAndPartitionsAndEndsNothing() throws Exception {
    try (KafkaProducer<String, byte[]> producer = transactional("forgotten", 60_000)) {
      producer.initTransactions();
      producer.beginTransaction();
      commit(producer.send(record()).get().offset());
      watch.start();

      await()
          .atMost(TIMEOUT)
          .until(() -> watch.readiness().getDetails().containsKey("oldestOpenTransaction"));
      await()
          .atMost(TIMEOUT)
          .until(() -> watch.readiness().getStatus().equals(Status.OUT_OF_SERVICE));

      assertThat(watch.readiness().getDetails().get("oldestOpenTransaction").toString())
          .contains("transactionalId=forgotten", "partitions=[iec.pools-0]", "seconds=");
      assertThat(
              meters
                  .get("iec.transactions.oldest")
                  .tags("topic", "iec.pools", "partition", "0")
                  .gauge()
                  .value())
          .isGreaterThan(4);
      producer.abortTransaction();
    }

    await().atMost(TIMEOUT).until(() -> watch.readiness().getStatus().equals(Status.UP));
    assertThat(watch.readiness().getDetails()).doesNotContainKey("oldestOpenTransaction");
    assertThat(terminations).isEmpty();
  }

  @Test
  void theBrokerRefusesTransactionsThatMayStayOpenForLonger() {
    try (KafkaProducer<String, byte[]> producer = transactional("patient", 900_000)) {
      assertThatThrownBy(producer::initTransactions)
          .hasMessageContaining("larger than the maximum value allowed by the broker");
    }
  }

  @Test
  void aFollowerWhoseThreadDiesEndsTheProcess() throws Exception {
    commitEverything();
    tick(1);
    followers.follow(
        Topics.CLOCK,
        _ -> {
          throw new LinkageError("as if");
        });
    watch.start();

    await().dontCatchUncaughtExceptions().atMost(TIMEOUT).until(() -> !terminations.isEmpty());

    assertThat(terminations).containsExactly("the thread that follows iec.clock has died");
  }

  @Test
  void aFollowerThatHangsEndsTheProcess() throws Exception {
    commitEverything();
    CountDownLatch released = new CountDownLatch(1);
    TopicFollower<ClockTicked> follower =
        followers.follow(
            Topics.CLOCK,
            tick -> {
              if (tick.getTick() == 99) {
                awaitUninterruptibly(released);
              }
            });
    await().atMost(TIMEOUT).until(follower::isCaughtUp);
    watch.start();
    tick(99);
    tick(100);

    await().atMost(TIMEOUT).until(() -> !terminations.isEmpty());

    assertThat(terminations).singleElement().asString().contains("iec.clock-0");
    released.countDown();
  }

  @Test
  void workThatHasFailedForGoodEndsTheProcess() {
    work.failure = Optional.of("Kafka Streams has failed for good");
    watch.start();

    await().atMost(TIMEOUT).until(() -> !terminations.isEmpty());

    assertThat(terminations).containsExactly("Kafka Streams has failed for good");
  }

  @Test
  void aServerWhoseAcceptorDiesEndsTheProcess() {
    CountDownLatch accepting = new CountDownLatch(1);
    Thread.ofPlatform()
        .name("http-nio-127.0.0.1-12345-Acceptor")
        .daemon()
        .start(() -> awaitUninterruptibly(accepting));
    watch.watchServer("54321|12345");
    watch.start();
    await().atMost(TIMEOUT).until(() -> watch.readiness().getDetails().containsKey("lastProgress"));
    await().during(Duration.ofSeconds(1)).until(terminations::isEmpty);

    accepting.countDown();

    await().atMost(TIMEOUT).until(() -> !terminations.isEmpty());
    assertThat(terminations).singleElement().asString().contains("12345-Acceptor has died");
  }

  @Test
  void aBrokerThatIsAwayMakesUnreadyAndEndsNothing() {
    try (TestBroker other = TestBroker.withTopics(Stream.of(Topics.POOLS));
        Admin otherAdmin = other.admin();
        Followers nothing =
            new Followers(
                new RecordValidator(
                    "reader", CODEC, ServiceClock.system(), TestBroker.PARTITIONS, meters),
                otherAdmin,
                Map.of(),
                Traces.OFF)) {
      Watch there =
          new Watch(
              work,
              nothing,
              new Backlog(otherAdmin, Map.of("bootstrap.servers", other.bootstrapServers())),
              () -> true,
              terminations::add,
              new SimpleMeterRegistry(),
              Duration.ofMillis(200),
              Duration.ofSeconds(1));
      there.start();
      other.close();

      await().atMost(TIMEOUT).until(() -> there.readiness().getDetails().containsKey("kafka"));

      Health health = there.readiness();
      assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
      assertThat(there.liveness().getStatus()).isEqualTo(Status.UP);
      assertThat(terminations).isEmpty();
      there.stop();
    }
  }

  private static Map<String, Object> settings() {
    return Map.of(
        "bootstrap.servers",
        broker.bootstrapServers(),
        "isolation.level",
        "read_committed",
        "auto.offset.reset",
        "earliest",
        "enable.auto.commit",
        false);
  }

  private static void tick(long number) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      ClockTicked tick = new ClockTicked("run", number, Instant.now());
      producer
          .send(
              new ProducerRecord<>(
                  Topics.CLOCK.name(), Topics.CLOCK.key().apply(tick), CODEC.encode(tick)))
          .get();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ProducerRecord<String, byte[]> record() {
    return new ProducerRecord<>(INPUT.topic(), INPUT.partition(), "key", new byte[] {0});
  }

  private static void write(int records) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < records; i++) {
        producer.send(record()).get();
      }
    }
  }

  private void commit(long offset) throws Exception {
    admin
        .alterConsumerGroupOffsets(work.group(), Map.of(INPUT, new OffsetAndMetadata(offset)))
        .all()
        .get();
  }

  /** Commits everything, so that records left by other tests do not count. */
  private void commitEverything() throws Exception {
    commit(
        admin
            .listOffsets(Map.of(INPUT, OffsetSpec.latest()))
            .partitionResult(INPUT)
            .get()
            .offset());
  }

  private static KafkaProducer<String, byte[]> transactional(String id, int timeoutMillis) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "transactional.id",
            id,
            "transaction.timeout.ms",
            timeoutMillis),
        new StringSerializer(),
        new ByteArraySerializer());
  }
}
