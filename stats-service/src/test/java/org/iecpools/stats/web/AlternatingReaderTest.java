package org.iecpools.stats.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;

import java.io.UnsupportedEncodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonBook;
import org.iecpools.domain.Weeks;
import org.iecpools.events.DaySums;
import org.iecpools.events.PartialSums;
import org.iecpools.events.StatisticsRecord;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.TestBroker;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.stream.Followers;
import org.iecpools.kit.stream.TestFollowers;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.Ledger;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.domain.RoundBook;
import org.iecpools.stats.domain.Story;
import org.iecpools.stats.stream.AnswerVersions;
import org.iecpools.track.PublishedHistory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests a reader that alternates between two instances while figures grow on a real broker. One of
 * the instances reads records late, because its fetches return only every 400 ms.
 */
class AlternatingReaderTest {

  private static final String DASHBOARD = "/api/v1/dashboard";
  private static final EventCodec CODEC = new EventCodec(EventCodec.inMemory());
  private static final Map<String, Object> LATE =
      Map.of(
          ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 10_000_000,
          ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 400);

  private static TestBroker broker;
  private static Admin admin;
  private static KafkaProducer<String, byte[]> producer;

  @BeforeAll
  static void start() {
    broker = TestBroker.withTopics(AnswerVersions.TOPICS.stream());
    admin = broker.admin();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    admin.close();
    broker.close();
  }

  /** An instance of the service, reduced to what readers use. */
  private record Instance(Followers followers, MockMvcTester http) implements AutoCloseable {

    static Instance start(Map<String, Object> settings) throws Exception {
      ServiceClock clock = ServiceClock.system();
      Followers followers = TestFollowers.on(broker, admin, CODEC, clock, settings);
      Ledger ledger = new Ledger();
      SeasonBook seasons = new SeasonBook();
      RoundBook rounds = new RoundBook();
      Publications publications = new Publications(Reference.shipped());
      followers.<StatisticsRecord>follow(Topics.STATISTICS, row -> ledger.apply((PartialSums) row));
      followers.follow(Topics.SEASONS, seasons::apply);
      followers.follow(Topics.ROUNDS, rounds::apply);
      followers.follow(Topics.PUBLICATIONS, publications::apply);
      PublishedHistory published = new PublishedHistory();
      followers.follow(Topics.PUBLISHED, published::apply);
      AnswerVersions versions =
          new AnswerVersions(
              AnswerVersions.log(admin),
              followers.state(AnswerVersions.TOPICS),
              () -> 0,
              clock,
              10);
      followers.start();
      return new Instance(
          followers,
          MockMvcTester.of(
              List.of(
                  new DashboardController(
                      new Dashboard(ledger, rounds, Story.draws(), seasons, Reference.shipped()),
                      publications,
                      published,
                      clock,
                      versions)),
              mvc -> mvc.setControllerAdvice(new DashboardControllerTest.Problems()).build()));
    }

    @Override
    public void close() {
      followers.close();
    }
  }

  /** The values that a reader received for the only pool, response by response. */
  private record Seen(List<Long> candidates, List<Instant> times, int refused) {
    long backwards() {
      return countBackwards(candidates) + countBackwards(times);
    }

    private static <T extends Comparable<T>> long countBackwards(List<T> values) {
      return Stream.iterate(1, i -> i < values.size(), i -> i + 1)
          .filter(i -> values.get(i).compareTo(values.get(i - 1)) < 0)
          .count();
    }
  }

  @Test
  void withTheVersionOfItsLastAnswerAReaderOfBothNeverGoesBackInTime() throws Exception {
    AtomicInteger entered = new AtomicInteger();
    put(entered.incrementAndGet());
    CompletableFuture<Void> ended = new CompletableFuture<>();
    try (Instance prompt = Instance.start(Map.of());
        Instance late = Instance.start(LATE)) {
      CompletableFuture<Void> growing =
          CompletableFuture.runAsync(
              () -> {
                do {
                  put(entered.incrementAndGet());
                } while (!isDoneWithin(ended, 5));
              });

      Seen control = read(List.of(prompt, late), 60, false);
      Seen versioned = read(List.of(prompt, late), 60, true);
      ended.complete(null);
      growing.get();

      // Negative control: without a version, the same reader does go back.
      assertThat(control.backwards()).isPositive();
      assertThat(versioned.backwards()).isZero();
      assertThat(versioned.candidates()).hasSize(60);
      assertThat(versioned.candidates().getLast()).isGreaterThan(versioned.candidates().getFirst());
      System.out.printf(
          "of %d alternating reads %d went back in time without a version, %d with it (%d asked again)%n",
          control.candidates().size(),
          control.backwards(),
          versioned.backwards(),
          versioned.refused());
    }
  }

  private static boolean isDoneWithin(CompletableFuture<Void> future, long millis) {
    try {
      future.get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static Seen read(List<Instance> instances, int answers, boolean versioned)
      throws UnsupportedEncodingException {
    List<Long> candidates = new ArrayList<>();
    List<Instant> times = new ArrayList<>();
    int refused = 0;
    String version = null;
    while (candidates.size() < answers) {
      MockMvcTester http = instances.get(candidates.size() % instances.size()).http();
      MvcTestResult answer =
          version == null || !versioned
              ? http.get().uri(DASHBOARD).exchange()
              : http.get().uri(DASHBOARD).header(MinVersion.HEADER, version).exchange();
      if (answer.getResponse().getStatus() == HttpStatus.SERVICE_UNAVAILABLE.value()) {
        refused++;
        continue;
      }
      assertThat(answer).hasStatusOk();
      version = answer.getResponse().getHeader(VersionedAnswers.HEADER);
      JsonNode body = JsonMapper.shared().readTree(answer.getResponse().getContentAsString());
      candidates.add(body.at("/rows/0/candidatesInPool").asLong());
      times.add(Instant.parse(body.at("/asOf").asString()));
    }
    return new Seen(candidates, times, refused);
  }

  /** Publishes the number of candidates that have entered. */
  private static void put(int entered) {
    PartialSums row =
        PartialSums.newBuilder()
            .setPool(Story.POOL)
            .setWeek(Weeks.weekOf(Weeks.day(NOON)))
            .setSourceTopic("iec.pools")
            .setSourcePartition(0)
            .setDays(
                List.of(DaySums.newBuilder().setDay(Weeks.day(NOON)).setEntered(entered).build()))
            .build();
    producer.send(
        new ProducerRecord<>(
            Topics.STATISTICS.name(), Topics.STATISTICS.key().apply(row), CODEC.encode(row)));
    producer.flush();
  }
}
