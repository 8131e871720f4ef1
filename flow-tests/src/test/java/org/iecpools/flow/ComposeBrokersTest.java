package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.iecpools.auditor.Audit;
import org.iecpools.auditor.AuditOptions;
import org.iecpools.auditor.AuditResult;
import org.iecpools.events.PoolEntered;
import org.iecpools.kafka.Principal;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.LocalStack.Addresses;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The stack of docker-compose.three-brokers.yml, which has to survive the loss of a broker. */
@Tag("replicas")
class ComposeBrokersTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  /** Pause of each of the two upstream systems between an acknowledgement and its next profile. */
  private static final Duration PAUSE = Duration.ofMillis(20);

  /** Profiles that must be acknowledged over HTTP and by Kafka while a broker is down. */
  private static final int WHILE_DOWN = 25;

  private static final String COUNTRY = "IE";
  private static final String POOL = "2026/IE/WORKING_HOLIDAY";

  private static ComposeStack stack;
  private static Addresses at;

  @BeforeAll
  static void up() {
    stack = ComposeStack.withThreeBrokers();
    Instant begin = Instant.now();
    stack.up();
    System.out.printf(
        "all containers healthy after %d s, %s%n",
        Duration.between(begin, Instant.now()).toSeconds(), stack.memory());
    at = stack.addresses(1);
  }

  @AfterAll
  static void down() {
    stack.close();
  }

  @Test
  void theComposeFilesAreReadWithoutAWarning() {
    assertThat(stack.complaints()).isEmpty();
  }

  @Test
  void noContainerHasMorePrivilegesThanItNeeds() {
    assertThat(stack.containers()).isNotEmpty().allSatisfy(ComposeTest::assertContained);
  }

  @Test
  void eachBrokerMountsItsOwnDataAndNoPasswordsButTheBrokers() {
    JsonNode services = stack.configOfAllProfiles().path("services");
    Set<String> data = new TreeSet<>();
    stack
        .brokers()
        .forEach(
            broker -> {
              Set<String> volumes =
                  StreamSupport.stream(services.path(broker).path("volumes").spliterator(), false)
                      .map(volume -> volume.path("source").asString())
                      .collect(Collectors.toCollection(TreeSet::new));
              assertThat(volumes).as(broker).hasSize(3);
              assertThat(volumes.remove("broker-credentials")).isTrue();
              assertThat(volumes.remove("cluster-id")).isTrue();
              data.addAll(volumes);
            });
    // Not broker-data, in which a stack with one broker may have a season.
    assertThat(data).containsExactly("broker-1-data", "broker-2-data", "broker-3-data");
  }

  @Test
  void everyTopicHasThreeReplicasTwoOfWhichMustBeInSync() {
    List<String> topics =
        stack
            .kafka(Principal.SET_UP, "kafka-topics.sh", "--describe")
            .lines()
            .filter(line -> line.contains("PartitionCount:"))
            .toList();

    assertThat(topics)
        .hasSizeGreaterThan(Topics.EVENTS.size())
        .anyMatch(topic -> topic.contains("__consumer_offsets"))
        .anyMatch(topic -> topic.contains("__transaction_state"))
        .anyMatch(topic -> topic.contains("-changelog"))
        .allSatisfy(
            topic ->
                assertThat(topic)
                    .containsPattern("ReplicationFactor: 3\\b")
                    .containsPattern("min\\.insync\\.replicas=2\\b"));
  }

  @Test
  void nothingAcknowledgedIsLostOrRepeatedWhenABrokerIsKilledAndAnotherOneLosesItsVolume()
      throws Exception {
    try (Upstream upstream = new Upstream(at, stack.client(Principal.UPSTREAM), stack.tokens());
        Upstream auditor = new Upstream(at, stack.client(Principal.AUDITOR), stack.tokens());
        Admin admin = Admin.create(stack.client(Principal.OPERATORS).kafka(at.bootstrapServers()));
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(2)) {
      // given a season for which profiles are submitted all the time
      upstream.produce(Upstream.openSeason(COUNTRY, Upstream.now().plus(1, ChronoUnit.DAYS)));
      UUID first = UUID.randomUUID();
      // Refused until the season is known; after a 202, the same request is answered with 200.
      await().atMost(TIMEOUT).until(() -> postProfile(upstream, first).statusCode() < 300);
      Submissions http = new Submissions(candidate -> submitOverHttp(upstream, candidate), threads);
      Submissions kafka =
          new Submissions(
              candidate -> upstream.produce(Upstream.submission(candidate, COUNTRY)), threads);
      awaitMore(http, kafka);

      // when a broker that leads partitions is killed, stays down and is started again
      List<String> brokers = stack.brokers().toList();
      int killed = leaders(admin).stream().flatMap(Optional::stream).findFirst().orElseThrow();
      Instant kill = Instant.now();
      stack.kill(brokers.get(killed - 1), 1);
      await()
          .atMost(TIMEOUT)
          .until(
              () -> leaders(admin),
              leaders ->
                  !leaders.contains(Optional.of(killed)) && !leaders.contains(Optional.empty()));
      Duration elected = Duration.between(kill, Instant.now());
      awaitMore(http, kafka);
      stack.start(brokers.get(killed - 1));
      awaitFullReplication();

      // and another one is stopped and started with an empty volume
      int replaced = killed % brokers.size() + 1;
      stack.replace(brokers.get(replaced - 1), "broker-%d-data".formatted(replaced));
      awaitFullReplication();
      awaitMore(http, kafka);
      threads.shutdown();
      assertThat(threads.awaitTermination(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      System.out.printf(
          "other leaders after %.1f s; %d profiles over HTTP, longest pause %.1f s; %d by Kafka,"
              + " longest pause %.1f s%n",
          elected.toMillis() / 1000.0,
          http.acknowledged.size(),
          http.longestPause().toMillis() / 1000.0,
          kafka.acknowledged.size(),
          kafka.longestPause().toMillis() / 1000.0);

      // then each acknowledged candidate is in the pool once
      List<UUID> candidates = new ArrayList<>(List.of(first));
      candidates.addAll(http.acknowledged);
      candidates.addAll(kafka.acknowledged);
      await()
          .atMost(TIMEOUT)
          .untilAsserted(
              () ->
                  assertThat(auditor.row(POOL).path("candidatesInPool").asInt())
                      .isEqualTo(candidates.size()));
      assertThat(
              auditor.events(Topics.POOLS).stream()
                  .filter(PoolEntered.class::isInstance)
                  .map(event -> ((PoolEntered) event).getCandidateId()))
          .containsExactlyInAnyOrderElementsOf(candidates);
      AuditResult audit =
          Audit.run(
              AuditOptions.of(
                      at.bootstrapServers(), URI.create(at.registry()), URI.create(at.stats()))
                  .authenticatedBy(stack.client(Principal.AUDITOR)),
              _ -> {});
      assertThat(audit.differences()).isEmpty();
      assertThat(audit.equal()).isTrue();
    }
  }

  /** The leaders of all partitions of the topics of events; empty for a partition without one. */
  private static Set<Optional<Integer>> leaders(Admin admin) throws Exception {
    return admin
        .describeTopics(Topics.EVENTS.stream().map(Topic::name).toList())
        .allTopicNames()
        .get()
        .values()
        .stream()
        .flatMap(topic -> topic.partitions().stream())
        .map(
            partition ->
                Optional.ofNullable(partition.leader())
                    .filter(leader -> !leader.isEmpty())
                    .map(Node::id))
        .collect(Collectors.toSet());
  }

  /** Waits until each replica of each partition, also of Kafka's own topics, is in sync. */
  private static void awaitFullReplication() {
    await()
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () ->
                assertThat(
                        stack.kafka(
                            Principal.SET_UP,
                            "kafka-topics.sh",
                            "--describe",
                            "--under-replicated-partitions"))
                    .isBlank());
  }

  /** Waits until both have received some more acknowledgements. */
  private static void awaitMore(Submissions... all) {
    for (Submissions one : all) {
      int more = one.acknowledged.size() + WHILE_DOWN;
      await().atMost(TIMEOUT).until(() -> one.acknowledged() >= more);
    }
  }

  /** Candidates whose profiles are submitted one after the other, each until acknowledged. */
  private static final class Submissions {

    private final ConcurrentLinkedQueue<UUID> acknowledged = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Instant> times = new ConcurrentLinkedQueue<>();
    private final Future<?> repeated;

    /**
     * @param submission returns when the candidate's profile is acknowledged
     */
    Submissions(Consumer<UUID> submission, ScheduledExecutorService threads) {
      repeated =
          threads.scheduleWithFixedDelay(
              () -> {
                UUID candidate = UUID.randomUUID();
                submission.accept(candidate);
                acknowledged.add(candidate);
                times.add(Instant.now());
              },
              0,
              PAUSE.toMillis(),
              TimeUnit.MILLISECONDS);
    }

    /** The number of acknowledged profiles. Fails if a submission has failed. */
    int acknowledged() throws Exception {
      if (repeated.isDone()) {
        repeated.get();
      }
      return acknowledged.size();
    }

    Duration longestPause() {
      Duration longest = Duration.ZERO;
      Instant last = Objects.requireNonNull(times.peek());
      for (Instant time : times) {
        Duration pause = Duration.between(last, time);
        longest = pause.compareTo(longest) > 0 ? pause : longest;
        last = time;
      }
      return longest;
    }
  }

  /**
   * Submits a profile until a response shows that it is stored. Without an acknowledgement of
   * Kafka, profile-service responds with 503, and the profile may be stored or not.
   */
  private static void submitOverHttp(Upstream upstream, UUID candidate) {
    await()
        .atMost(TIMEOUT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsMatching(e -> e.getCause() instanceof IOException)
        .until(
            () -> {
              HttpResponse<String> answer = postProfile(upstream, candidate);
              assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201, 202, 503);
              return answer.statusCode() != 503;
            });
  }

  private static HttpResponse<String> postProfile(Upstream upstream, UUID candidate) {
    return upstream.post(
        upstream.profilesOf(candidate), candidate.toString(), Upstream.profile(COUNTRY));
  }
}
