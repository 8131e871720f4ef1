package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.iecpools.domain.Weeks;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.RoundRun;
import org.iecpools.kafka.Principal;
import org.iecpools.kafka.Topics;
import org.iecpools.launcher.SimulatorEndpoints;
import org.iecpools.simulator.season.Scenario;
import org.iecpools.simulator.season.SeasonListener;
import org.iecpools.simulator.season.SeasonOptions;
import org.iecpools.simulator.season.SeasonPlayer;
import org.iecpools.simulator.season.SeasonResult;
import org.iecpools.stack.LocalStack.Addresses;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** Runs one stack of containers through consecutive tests, in this order. */
@Tag("variants")
@TestMethodOrder(OrderAnnotation.class)
class ComposeSeasonTest {

  /** The container that crashes in the middle of a week, by week. */
  private static final Map<Integer, String> CRASHES =
      Map.of(
          2, "registry",
          3, "broker",
          5, "pool-service",
          6, "invitation-service",
          8, "stats-service",
          9, "profile-service");

  /** The service that loses its second instance in the middle of a week, by week. */
  private static final Map<Integer, String> LOSSES =
      Map.of(
          4, "pool-service",
          5, "invitation-service",
          6, "stats-service",
          7, "profile-service");

  private static final Duration DOWN = Duration.ofSeconds(15);
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  /** Exit codes of a JVM: 143 after SIGTERM, 0 after a normal end. */
  private static final List<Integer> ENDED_BY_THEMSELVES = List.of(143, 0);

  private static final List<Instant> FRIDAYS = new ArrayList<>();

  private static ComposeStack stack;

  @BeforeAll
  static void up() {
    stack = ComposeStack.inSimulatedTime();
    stack.up();
  }

  @AfterAll
  static void down() {
    stack.close();
  }

  @Test
  @Order(1)
  void theDashboardEqualsTheSimulatorsNumbersAlthoughEachContainerCrashedOnce() {
    SeasonResult result =
        play(
            new SeasonOptions(2021, 500, Scenario.ANNOUNCED, 42, 12),
            week -> {
              if (CRASHES.containsKey(week)) {
                stack.crash(CRASHES.get(week));
              }
            });
    tell(result);

    assertThat(result.invitations()).isPositive();
    assertThat(result.lois()).isPositive();
    assertThat(result.differences()).isEmpty();
    for (String service : CRASHES.values()) {
      assertThat(stack.container(service, 1).path("RestartCount").asInt()).as(service).isEqualTo(1);
    }
  }

  @Test
  @Order(2)
  void theStackStopsInOrderAndRestartsWithTheSameNumbers() {
    // given the dashboards of all weeks
    Map<Instant, String> before = dashboards(2021, 1);

    // when the stack is stopped
    Instant begin = Instant.now();
    stack.stop();
    assertThat(stack.containers())
        .allSatisfy(
            it ->
                assertThat(it.at("/State/ExitCode").asInt())
                    .as(ComposeStack.service(it))
                    .isIn(ENDED_BY_THEMSELVES));
    stack.down();
    assertThat(Duration.between(begin, Instant.now())).isLessThan(DOWN);

    // then the dashboards are the same after a start
    stack.up();
    assertThat(dashboards(2021, 1)).isEqualTo(before);
  }

  @Test
  @Order(3)
  @Tag("replicas")
  void twoInstancesOfEachServiceShareTheWorkAndEachAnswersEverything() {
    List<String> candidates = candidates();
    Map<String, String> answers = answers(candidates, 1);
    Map<Instant, String> numbers = dashboards(2021, 1);

    stack.scale(2);
    stack.up();

    awaitShares(2);
    for (int instance = 1; instance <= 2; instance++) {
      assertThat(answers(candidates, instance)).isEqualTo(answers);
      assertThat(dashboards(2021, instance)).isEqualTo(numbers);
    }
  }

  @Test
  @Order(4)
  @Tag("replicas")
  void theRemainingInstanceTakesOverTheWorkOfAKilledOne() {
    SeasonResult result =
        play(
            new SeasonOptions(2026, 300, Scenario.ANNOUNCED, 7, 12),
            week -> {
              if (LOSSES.containsKey(week)) {
                stack.kill(LOSSES.get(week), 2);
              }
            });

    tell(result);

    assertThat(result.invitations()).isPositive();
    assertThat(result.differences()).isEmpty();
    awaitShares(1);
    assertThat(inPoolsByEachCandidatesOwnAnswer(2026)).isEqualTo(inPoolsByTheDashboard(2026));
  }

  /** Reads all topics, which only the auditor and the simulator may. */
  private static Upstream reader() {
    return new Upstream(stack.addresses(1), stack.client(Principal.AUDITOR), stack.tokens());
  }

  /** Prints the figures of docs/compose.md. */
  private static void tell(SeasonResult result) {
    try (Upstream reader = reader()) {
      Map<String, Integer> events = new TreeMap<>();
      Topics.EVENTS.forEach(topic -> events.put(topic.name(), reader.read(topic.name()).size()));
      System.out.printf(
          "%d candidates, %d events from upstream, %d rounds, %d invitations, %d LOIs in %d s%n"
              + "records so far: %s%nmemory: %s%n",
          result.candidates(),
          result.events(),
          rounds(reader),
          result.invitations(),
          result.lois(),
          result.elapsed().toSeconds(),
          events,
          stack.memory());
    }
  }

  private static long rounds(Upstream reader) {
    return reader.events(Topics.ROUNDS).stream().filter(RoundRun.class::isInstance).count();
  }

  /** Counts the candidates in each pool by querying each candidate of a season. */
  private static Map<String, Integer> inPoolsByEachCandidatesOwnAnswer(int season) {
    Map<String, Integer> counts = new TreeMap<>();
    try (Upstream reader = reader()) {
      Set<UUID> candidates =
          reader.events(Topics.PROFILES).stream()
              .filter(ProfileSubmitted.class::isInstance)
              .map(ProfileSubmitted.class::cast)
              .filter(profile -> profile.getSeason() == season)
              .map(ProfileSubmitted::getCandidateId)
              .collect(Collectors.toSet());
      String pool = stack.addresses(1).pool();
      for (UUID candidate : candidates) {
        String url = pool + "/api/v1/candidates/" + candidate + "/pools";
        for (JsonNode profile : reader.get(url).at("/seasons/0/profiles")) {
          for (JsonNode stay : profile.path("stays")) {
            if (stay.path("standing").asString().equals("IN")) {
              counts.merge(stay.path("pool").asString(), 1, Integer::sum);
            }
          }
        }
      }
    }
    return counts;
  }

  private static Map<String, Integer> inPoolsByTheDashboard(int season) {
    Map<String, Integer> counts = new TreeMap<>();
    try (Upstream reader = reader()) {
      String url = stack.addresses(1).stats() + "/api/v1/dashboard?season=" + season;
      for (JsonNode row : reader.get(url).path("rows")) {
        int count = row.path("candidatesInPool").asInt();
        if (count > 0) {
          counts.put(row.path("pool").asString(), count);
        }
      }
    }
    return counts;
  }

  /** Plays a season against the first instances. */
  private static SeasonResult play(SeasonOptions options, IntConsumer inTheMiddleOf) {
    return SeasonPlayer.play(
        options,
        SimulatorEndpoints.of(
            stack.addresses(1), stack.client(Principal.SIMULATOR), stack.tokens()),
        new SeasonListener() {
          @Override
          public void weekPlayed(Week week) {
            // This week is not over yet; the one before is.
            FRIDAYS.add(Weeks.end(week.ends().minusWeeks(1)));
          }

          @Override
          public void inTheMiddleOf(int week) {
            inTheMiddleOf.accept(week);
          }
        });
  }

  /** An instance's dashboard as of the end of each played week. */
  private static Map<Instant, String> dashboards(int season, int instance) {
    String dashboard = stack.addresses(instance).stats() + "/api/v1/dashboard?season=" + season;
    Map<Instant, String> weeks = new TreeMap<>();
    try (Upstream reader = reader()) {
      for (Instant friday : FRIDAYS) {
        weeks.put(friday, reader.get(dashboard + "&asOf=" + friday).path("rows").toString());
      }
    }
    return weeks;
  }

  /** Some of the candidates. */
  private static List<String> candidates() {
    try (Upstream reader = reader()) {
      return reader.read("iec.profiles").stream()
          .map(record -> record.key())
          .distinct()
          .limit(40)
          .toList();
    }
  }

  /** The responses of an instance of each service with candidate endpoints, by path. */
  private static Map<String, String> answers(List<String> candidates, int instance) {
    Addresses at = stack.addresses(instance);
    Map<String, String> services =
        Map.of("profiles", at.profile(), "pools", at.pool(), "invitations", at.invitation());
    Map<String, String> answers = new TreeMap<>();
    try (Upstream reader = reader()) {
      for (String candidate : candidates) {
        services.forEach(
            (what, service) -> {
              String path = "/api/v1/candidates/" + candidate + "/" + what;
              // An instance responds with 503 while tasks move.
              HttpResponse<String> answer =
                  await()
                      .atMost(TIMEOUT)
                      .until(() -> reader.ask(service + path), it -> it.statusCode() < 500);
              answers.put(path, answer.statusCode() + " " + answer.body());
            });
      }
    }
    return answers;
  }

  /**
   * Waits until all partitions of each service's inputs are distributed over this number of
   * instances.
   */
  private static void awaitShares(int instances) {
    try (Admin admin =
        Admin.create(
            stack.client(Principal.OPERATORS).kafka(stack.addresses(1).bootstrapServers()))) {
      for (String service : ComposeStack.services()) {
        await()
            .atMost(TIMEOUT)
            .untilAsserted(
                () ->
                    assertThat(
                            admin
                                .describeConsumerGroups(List.of(service))
                                .all()
                                .get()
                                .get(service)
                                .members())
                        .as(service)
                        .hasSize(instances)
                        .extracting(MemberDescription::assignment)
                        .allSatisfy(it -> assertThat(it.topicPartitions()).isNotEmpty()));
      }
    }
  }
}
