package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.iecpools.auditor.Audit;
import org.iecpools.auditor.AuditOptions;
import org.iecpools.auditor.AuditResult;
import org.iecpools.auditor.LoggedEvent;
import org.iecpools.auditor.RoundReader;
import org.iecpools.auditor.draw.Finding;
import org.iecpools.auditor.draw.Rounds;
import org.iecpools.domain.Weeks;
import org.iecpools.events.PartialSums;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundRun;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.Topics;
import org.iecpools.launcher.SimulatorEndpoints;
import org.iecpools.simulator.season.Scenario;
import org.iecpools.simulator.season.SeasonListener;
import org.iecpools.simulator.season.SeasonOptions;
import org.iecpools.simulator.season.SeasonPlayer;
import org.iecpools.simulator.season.SeasonResult;
import org.iecpools.simulator.upstream.Recording;
import org.iecpools.stack.LocalStack.Addresses;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A small season on real processes, each service killed once during it. */
class SeasonTest {

  private static final int YEAR = 2021;
  private static final int WEEKS = 12;

  /** The service that is killed in the middle of a week, by week. */
  private static final Map<Integer, Service> KILLS =
      Map.of(2, Service.POOL, 5, Service.INVITATION, 7, Service.STATS, 9, Service.PROFILE);

  private static TestStack stack;
  private static SeasonResult result;
  private static List<Instant> fridays;

  @BeforeAll
  static void playASeason() {
    stack = TestStack.start(StackOptions.throwaway().inSimulatedTime().withBeacon());
    Addresses at = stack.addresses();
    fridays = new ArrayList<>();
    result =
        SeasonPlayer.play(
            new SeasonOptions(YEAR, 600, Scenario.ANNOUNCED, 42, WEEKS),
            SimulatorEndpoints.of(at, ClientConfig.NONE, stack.tokens()),
            new SeasonListener() {
              @Override
              public void weekPlayed(Week week) {
                // This week is not over yet; the one before is.
                fridays.add(Weeks.end(week.ends().minusWeeks(1)));
              }

              @Override
              public void inTheMiddleOf(int week) {
                if (KILLS.containsKey(week)) {
                  stack.stack().kill(KILLS.get(week).component());
                }
              }
            });
  }

  @AfterAll
  static void goDown() {
    stack.close();
  }

  @Test
  void theDashboardEqualsTheSimulatorsNumbersAlthoughEachServiceWasKilledOnce() {
    assertThat(result.invitations()).isPositive();
    assertThat(result.lois()).isPositive();
    assertThat(result.differences()).isEmpty();
  }

  @Test
  void noChanceExceededTheSizeOfTheRound() {
    assertThat(result.calibration().rounds()).isGreaterThan(WEEKS);
    assertThat(result.calibration().faults()).isEmpty();
  }

  @Test
  void theRecordedTopicsShuffledRepeatedAndReplayedGiveTheSameDashboardInEveryWeek() {
    // given all topics of the season in random order, most events twice
    Recording recording =
        Recording.of(
            stack.addresses().bootstrapServers(), URI.create(stack.addresses().registry()));
    Recording disorder = recording.shuffled(7, 0.8);

    // when a fresh stats-service reads them
    try (TestStack fresh = TestStack.start(StackOptions.throwaway().only(Set.of(Service.STATS)))) {
      disorder.writeTo(
          fresh.addresses().bootstrapServers(), URI.create(fresh.addresses().registry()));

      // then every week's dashboard is the same
      try (Upstream played = new Upstream(stack.addresses(), stack.tokens());
          Upstream replayed = new Upstream(fresh.addresses(), fresh.tokens())) {
        for (Instant friday : fridays) {
          String path = "/api/v1/dashboard?season=" + YEAR + "&asOf=" + friday;
          List<JsonNode> expected = rows(played.get(stack.addresses().stats() + path));
          assertThat(expected).isNotEmpty();
          await()
              .atMost(Duration.ofSeconds(60))
              .untilAsserted(
                  () ->
                      assertThat(rows(replayed.get(fresh.addresses().stats() + path)))
                          .as("as of " + friday)
                          .isEqualTo(expected));
        }
      }

      // and equals the auditor's recount
      AuditResult audit = audit(fresh.addresses(), fresh.addresses().stats());
      assertThat(audit.differences()).isEmpty();
      assertThat(audit.equal()).isTrue();
      assertThat(audit.duplicates()).isGreaterThan(audit.distinct() / 2);
    }
  }

  @Test
  void everyPoolHasAForecastOfTheLastPublicationOrAReason() {
    try (Upstream reader = new Upstream(stack.addresses(), stack.tokens())) {
      String api = stack.addresses().stats() + "/api/v1";
      List<JsonNode> rows = rows(reader.get(api + "/dashboard?season=" + YEAR));

      List<JsonNode> forecasts =
          rows.stream()
              .map(row -> api + "/pools/" + row.path("pool").asString() + "/forecast?afterWeeks=2")
              .map(reader::get)
              .toList();

      assertThat(forecasts)
          .isNotEmpty()
          .anyMatch(forecast -> forecast.at("/learnedFrom/poolWeeks").asInt() > WEEKS)
          .allSatisfy(
              forecast ->
                  assertThat(forecast.has("season") || !forecast.path("limits").isEmpty())
                      .as(forecast.toString())
                      .isTrue())
          .filteredOn(forecast -> forecast.has("season"))
          .isNotEmpty()
          .allSatisfy(
              forecast -> {
                assertThat(forecast.path("source").asString()).isEqualTo("counted");
                assertThat(forecast.at("/season/chance").asDouble())
                    .isBetween(
                        forecast.at("/season/low").asDouble() - 1e-9,
                        forecast.at("/season/high").asDouble() + 1e-9);
              });
    }
  }

  @Test
  void everyDrawSawTheCandidatesThatAreCountedAtItsPositions() {
    try (Upstream reader = new Upstream(stack.addresses(), stack.tokens())) {
      long draws = reader.events(Topics.ROUNDS).stream().filter(RoundRun.class::isInstance).count();

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(metric(reader, "compared")).isEqualTo(draws));

      assertThat(draws).isGreaterThan(WEEKS);
      assertThat(metric(reader, "waiting")).isZero();
      assertThat(metric(reader, "difference")).isZero();
    }
  }

  private static long metric(Upstream reader, String name) {
    return Math.round(
        Scrape.of(reader, stack.addresses().stats()).value("iec_stats_draws_" + name));
  }

  @Test
  void anAuditFromTheFirstEventFindsEveryCellEqual() {
    AuditResult audit = audit(stack.addresses(), stack.addresses().stats());

    assertThat(audit.differences()).isEmpty();
    assertThat(audit.equal()).isTrue();
    assertThat(audit.seasons()).containsExactly(YEAR);
    assertThat(audit.instants())
        .as("the live table and that of each publication")
        .isGreaterThan(WEEKS);
    assertThat(audit.cells()).as("cells of dozens of pools").isGreaterThan(audit.instants() * 300);
    assertThat(audit.distinct()).isGreaterThan(result.events() / 2);
    assertThat(audit.passedOver()).isEmpty();
  }

  @Test
  void everyRoundIsVerifiedFromTheLogAlone() {
    Rounds rounds =
        new Rounds(
            RoundReader.read(
                stack.addresses().bootstrapServers(),
                URI.create(stack.addresses().registry()),
                ClientConfig.NONE,
                _ -> {}),
            List.of(stack.stack().chain().orElseThrow()));

    List<Rounds.Known> drawn = rounds.known().stream().filter(Rounds.Known::drawn).toList();

    assertThat(drawn).hasSizeGreaterThan(WEEKS);
    assertThat(drawn)
        .allSatisfy(
            round ->
                assertThat(rounds.verify(round).checks())
                    .as("%s", round)
                    .allSatisfy(
                        check -> assertThat(check.finding()).isInstanceOf(Finding.Holds.class)));
  }

  @Test
  void anAuditFindsAFalsifiedNumberAndTheEventsBehindIt() {
    Instant when = fridays.get(WEEKS / 2);

    try (var falsifying = FalsifyingProxy.ofInvitations(stack.addresses().stats(), when)) {
      AuditResult audit = audit(stack.addresses(), falsifying.url());

      assertThat(audit.equal()).isFalse();
      assertThat(audit.differences())
          .singleElement()
          .satisfies(
              difference -> {
                assertThat(difference.asOf()).hasValue(when);
                assertThat(difference.pool()).isEqualTo(falsifying.pool());
                assertThat(difference.column()).isEqualTo("invitationsIssued");
                assertThat(Integer.parseInt(difference.shown()))
                    .isEqualTo(Integer.parseInt(difference.recounted()) + 1);
                assertThat(difference.behind()).isPositive();
                assertThat(difference.newest())
                    .extracting(LoggedEvent::event)
                    .allMatch(RoundRun.class::isInstance);
              });
    }
  }

  @Test
  void wrongNumbersOfAnEarlierVersionAreFoundByTheAuditAndFixedByARebuild() {
    try (Upstream operator = new Upstream(stack.addresses(), stack.tokens())) {
      // given a row with a wrong count
      PartialSums wrong = FalsifiedRow.putBy(operator, served(operator));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !audit(stack.addresses(), stack.addresses().stats()).equal());

      // when everything is recomputed
      int version = served(operator) + 1;
      assertThat(operator.post(stack.addresses().stats() + "/api/v1/rebuilds", Map.of()))
          .returns(202, HttpResponse::statusCode);
      await().atMost(Duration.ofSeconds(60)).until(() -> served(operator) == version);

      // then it is correct again, and the changes are reported
      assertThat(audit(stack.addresses(), stack.addresses().stats()).equal()).isTrue();
      JsonNode changes = rebuild(operator).path("changes");
      assertThat(changes.path("count").asInt()).isPositive();
      assertThat(changes.at("/first/0/pool").asString()).isEqualTo(PoolIds.text(wrong.getPool()));
      everyDrawSawTheCandidatesThatAreCountedAtItsPositions();
    }
  }

  private static int served(Upstream operator) {
    return rebuild(operator).path("serving").asInt();
  }

  private static JsonNode rebuild(Upstream operator) {
    return operator.get(stack.addresses().stats() + "/api/v1/rebuilds/latest");
  }

  private static AuditResult audit(Addresses at, String stats) {
    return Audit.run(
        AuditOptions.of(at.bootstrapServers(), URI.create(at.registry()), URI.create(stats)),
        _ -> {});
  }

  /**
   * Rows without the fields that count restatements or are known only to the stack that ran the
   * draws.
   */
  private static List<JsonNode> rows(JsonNode dashboard) {
    List<JsonNode> rows = new ArrayList<>();
    dashboard
        .path("rows")
        .forEach(
            row -> {
              ((ObjectNode) row).remove(List.of("revision", "poolSizeDifference"));
              rows.add(row);
            });
    return rows;
  }
}
