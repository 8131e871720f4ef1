package org.iecpools.invitation.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.DURATION;
import static org.iecpools.invitation.stream.Harness.WH;
import static org.iecpools.invitation.stream.Harness.only;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.iecpools.domain.EventIds;
import org.iecpools.domain.SeasonBook;
import org.iecpools.domain.Weeks;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RunRounds;
import org.iecpools.invitation.domain.Draw;
import org.iecpools.invitation.domain.MerkleTree;
import org.iecpools.invitation.stream.Announcements;
import org.iecpools.invitation.stream.ChangeLog;
import org.iecpools.invitation.stream.Harness;
import org.iecpools.invitation.stream.OrderLog;
import org.iecpools.kit.web.Fault;
import org.iecpools.kit.web.Peers;
import org.iecpools.kit.web.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.json.JsonMapper;

/** The HTTP API in front of the real topology, in memory. */
class HttpTest {

  private final Harness it = new Harness();
  private final SeasonBook book = new SeasonBook();
  private final OrderLog orders = new OrderLog();
  private final Announcements announcements = new Announcements();
  private final ChangeLog changes = new ChangeLog();
  private final IdempotencyKeys keys = new IdempotencyKeys(orders, announcements);
  private boolean deaf;
  private boolean committing = true;
  private final Publishing publishing =
      new Publishing(
          (event, _) -> {
            if (!deaf) {
              it.give(event);
            }
            return CompletableFuture.completedFuture(null);
          },
          (order, by) -> {
            orders.apply(order);
            changes.apply(order, by);
            it.order(order);
            return CompletableFuture.completedFuture(null);
          },
          _ -> committing);
  private final List<URI> others = new ArrayList<>();
  private final Peers peers =
      new Peers(
          "here:1",
          new Peers.Directory() {
            @Override
            public Optional<URI> owner(String store, String key) {
              return others.stream().findFirst();
            }

            @Override
            public List<URI> others() {
              return others;
            }
          });
  private final Orders roundOrders =
      new Orders(publishing, keys, it.reads, it.roundLog, Duration.ZERO);
  private final MockMvcTester http =
      MockMvcTester.of(
          new SeasonsController(
              new AnnouncementReader(book, keys, it.clock),
              new AnnouncementPublisher(publishing, keys, book, announcements, changes),
              announcements,
              it.clock),
          new RoundsController(
              new RoundOrderReader(book, keys, it.clock),
              roundOrders,
              new DryRuns(it.questions),
              peers,
              it.roundLog,
              it.clock),
          new ProofsController(it.roundLog, it.reads, peers),
          new BundlesController(
              it.roundLog,
              it.reads,
              peers,
              new Installation("log", List.of()),
              new PublishedRounds(Optional.empty())),
          new CorrectionsController(roundOrders, peers, it.roundLog, it.clock),
          new InvitationsController(publishing, it.reads, peers, it.clock));

  @AfterEach
  void stop() {
    it.close();
  }

  private static final String PLAN =
      """
      {"season": 2026, "country": "IE", "shortNotice": true, "pools": [{
        "category": "WORKING_HOLIDAY",
        "rule": {"minAge": 18, "maxAge": 35, "participations": 2, "residence": "ANY"},
        "opensAt": "2026-01-05T05:00:00Z", "firstRoundAt": "2026-01-19T15:00:00Z",
        "finalRoundAt": "2026-10-05T14:00:00Z", "closesAt": "2026-10-16T04:00:00Z",
        "pauses": [{"from": "2026-07-01T04:00:00Z", "until": "2026-07-15T04:00:00Z"}],
        "roundCap": 500, "expectedYield": 0.7}]}
      """;

  private MvcTestResult keyed(String path, String key, String body) {
    return http.post()
        .uri(path)
        .contentType(MediaType.APPLICATION_JSON)
        .header("Idempotency-Key", key)
        .content(body)
        .exchange();
  }

  private void running() {
    assertThat(post("/api/v1/seasons", PLAN)).hasStatus(201);
    assertThat(post("/api/v1/quotas", "{\"pool\": \"2026/IE/WORKING_HOLIDAY\", \"quota\": 100}"))
        .hasStatus(201);
    it.pass(Duration.ofMillis(50));
  }

  @Nested
  class AnnouncementRequests {

    @Test
    void aSeasonIsAnnouncedAsItWasSent() {
      assertThat(post("/api/v1/seasons", PLAN)).hasStatus(201);

      var plan = book.plan(WH).orElseThrow();
      assertThat(plan.getRule().getParticipations()).isEqualTo(2);
      assertThat(plan.getRoundCap()).isEqualTo(500);
      assertThat(plan.getExpectedYield()).isEqualTo(0.7);
      assertThat(plan.getPauses()).hasSize(1);
    }

    @Test
    void firstAndFinalRoundsAreAnnouncedFiveDaysAhead() {
      String hasty = PLAN.replace("2026-01-19T15", "2026-02-20T14");
      String noticed = PLAN.replace("\"shortNotice\": true, ", "");
      String plan = noticed.replace("2026-01-19T15", "2026-02-19T15");
      it.time(Instant.parse("2026-02-14T15:00:00Z"));
      assertThat(post("/api/v1/seasons", plan)).hasStatus(201);
      it.time(Instant.parse("2026-02-15T15:00:00Z"));

      assertThat(post("/api/v1/seasons", plan)).as("nothing about them changes").hasStatus(201);
      assertThat(faults("/api/v1/seasons", noticed.replace("2026-01-19T15", "2026-02-20T14")))
          .extracting(fault -> fault.pointer() + " " + fault.code())
          .containsExactly("/pools/0/firstRoundAt SHORT_NOTICE");
      assertThat(post("/api/v1/seasons", noticed.replace("2026-01-19T15", "2026-02-20T15")))
          .hasStatus(201);
      assertThat(post("/api/v1/seasons", hasty)).hasStatus(201);
    }

    @Test
    void allFaultsOfASeasonAreReportedAtOnce() {
      String bad =
          """
          {"season": 26, "country": "Ireland", "colour": "green", "pools": [
            {"category": "AU_PAIR", "rule": {"minAge": 40, "maxAge": 30, "participations": 0},
             "opensAt": "soon", "firstRoundAt": "2026-03-01T00:00:00Z",
             "finalRoundAt": "2026-02-01T00:00:00Z", "expectedYield": 1.5, "roundCap": -1,
             "pauses": [{"from": "2026-07-15T00:00:00Z", "until": "2026-07-01T00:00:00Z"}, 7]}]}
          """;

      assertThat(faults("/api/v1/seasons", bad))
          .extracting(fault -> fault.pointer() + " " + fault.code())
          .containsExactlyInAnyOrder(
              "/season BAD_SEASON",
              "/country UNKNOWN_COUNTRY",
              "/colour UNKNOWN_FIELD",
              "/pools/0/category UNKNOWN_VALUE",
              "/pools/0/rule/minAge NOT_ASCENDING",
              "/pools/0/rule/participations OUT_OF_RANGE",
              "/pools/0/opensAt BAD_INSTANT",
              "/pools/0/finalRoundAt NOT_ASCENDING",
              "/pools/0/closesAt MISSING",
              "/pools/0/expectedYield OUT_OF_RANGE",
              "/pools/0/roundCap OUT_OF_RANGE",
              "/pools/0/pauses/0/until NOT_ASCENDING",
              "/pools/0/pauses/1 WRONG_TYPE");
    }

    @Test
    void aQuotaIsANumberOrOneOfThreeWords() {
      post("/api/v1/seasons", PLAN);
      for (String quota : List.of("\"unlimited\"", "\"To be announced\"", "\"NOT_OFFERED\"", "7")) {
        it.time(it.clock.instant().plusSeconds(1));
        assertThat(
                post(
                    "/api/v1/quotas",
                    "{\"pool\": \"2026/IE/WORKING_HOLIDAY\", \"quota\": " + quota + "}"))
            .hasStatus(201);
      }

      assertThat(book.quota(WH).orElseThrow().getPermits()).isEqualTo(7);
      it.time(it.clock.instant().plusSeconds(1));
      post("/api/v1/quotas", "{\"pool\": \"2026/IE/WORKING_HOLIDAY\", \"quota\": \"unlimited\"}");
      assertThat(book.quota(WH).orElseThrow().getKind()).isEqualTo(QuotaKind.UNLIMITED);
    }

    @Test
    void instantsOutsideTheSeasonsWindowAreRefusedWithTheWindow() {
      Map<String, String> fields =
          Map.of(
              "opensAt", "2026-01-05T05:00:00Z",
              "firstRoundAt", "2026-01-19T15:00:00Z",
              "finalRoundAt", "2026-10-05T14:00:00Z",
              "closesAt", "2026-10-16T04:00:00Z",
              "pauses/0/from", "2026-07-01T04:00:00Z",
              "pauses/0/until", "2026-07-15T04:00:00Z");
      for (String extreme :
          List.of(
              "-999999999-01-01T00:00:00Z",
              "+999999999-12-31T23:59:59.999999999Z",
              "0001-01-01T00:00:00Z",
              "0025-12-01T00:00:00Z",
              "1970-01-21T11:33:00Z",
              "2024-12-31T23:59:59.999Z",
              "2032-01-01T00:00:00Z",
              "9999-12-31T23:59:59Z")) {
        fields.forEach(
            (field, good) ->
                assertThat(faults("/api/v1/seasons", PLAN.replace(good, extreme)))
                    .as("%s %s", field, extreme)
                    .filteredOn(fault -> fault.pointer().equals("/pools/0/" + field))
                    .singleElement()
                    .satisfies(
                        fault ->
                            assertThat(fault.detail())
                                .contains("2025-01-01T00:00:00Z", "2032-01-01T00:00:00Z")));
      }
      assertThat(
              faults(
                  "/api/v1/seasons",
                  PLAN.replace("2026-01-05T05:00:00Z", "-1000000000-01-01T00:00:00Z")))
          .extracting(fault -> fault.pointer() + " " + fault.code())
          .as("before the first year of a date with an offset")
          .containsExactly("/pools/0/opensAt BAD_INSTANT");
      assertThat(
              post("/api/v1/seasons", PLAN.replace("2026-10-16T04:00:00Z", "2031-12-31T23:59:59Z")))
          .hasStatus(201);
    }

    @Test
    void extremeNumbersAreRefusedWithTheRange() {
      Map<String, String> extremes = new LinkedHashMap<>();
      for (String yield : List.of("0", "1e-9", "1e-999", "1e400", "-0.5", "1.0000001", "0.0099")) {
        extremes.put(PLAN.replace("0.7", yield), "/pools/0/expectedYield OUT_OF_RANGE");
      }
      for (String cap : List.of("-1", "1000001", "2147483647")) {
        extremes.put(PLAN.replace("500", cap), "/pools/0/roundCap OUT_OF_RANGE");
      }
      for (String cap : List.of("2147483648", "1e99", "99999999999999999999", "0.5")) {
        extremes.put(PLAN.replace("500", cap), "/pools/0/roundCap WRONG_TYPE");
      }
      for (String age : List.of("0", "-1", "121")) {
        extremes.put(
            PLAN.replace("\"maxAge\": 35", "\"maxAge\": " + age),
            "/pools/0/rule/maxAge OUT_OF_RANGE");
      }

      extremes.forEach(
          (plan, fault) ->
              assertThat(faults("/api/v1/seasons", plan))
                  .as(plan)
                  .extracting(it -> it.pointer() + " " + it.code())
                  .containsExactly(fault));
    }

    @Test
    void pausesMustNotOverlapAndBeAtMostAHundred() {
      String second =
          ", {\"from\": \"2026-07-14T04:00:00Z\", \"until\": \"2026-07-20T04:00:00Z\"}]";
      String adjacent = second.replace("07-14", "07-15");

      assertThat(
              faults(
                  "/api/v1/seasons",
                  PLAN.replace("07-15T04:00:00Z\"}]", "07-15T04:00:00Z\"}" + second)))
          .extracting(fault -> fault.pointer() + " " + fault.code())
          .containsExactly("/pools/0/pauses/1/from OVERLAP");
      assertThat(
              post(
                  "/api/v1/seasons",
                  PLAN.replace("07-15T04:00:00Z\"}]", "07-15T04:00:00Z\"}" + adjacent)))
          .hasStatus(201);
      String pause = "{\"from\": \"2026-07-01T04:00:00Z\", \"until\": \"2026-07-15T04:00:00Z\"}";
      assertThat(
              faults(
                  "/api/v1/seasons",
                  PLAN.replace(pause, String.join(", ", Collections.nCopies(2_000, pause)))))
          .extracting(fault -> fault.pointer() + " " + fault.code())
          .containsExactly("/pools/0/pauses TOO_MANY");
    }

    @Test
    void aRuleWithOnlyAHighestAgeIsFromEighteenOn() {
      String rule = "\"minAge\": 18, \"maxAge\": 35, \"participations\": 2, \"residence\": \"ANY\"";

      assertThat(post("/api/v1/seasons", PLAN.replace(rule, "\"maxAge\": 30"))).hasStatus(201);

      assertThat(book.plan(WH).orElseThrow().getRule())
          .isEqualTo(EligibilityRule.newBuilder().setMinAge(18).setMaxAge(30).build());
      assertThat(faults("/api/v1/seasons", PLAN.replace(rule, "\"maxAge\": 17")))
          .extracting(fault -> fault.pointer() + " " + fault.code())
          .containsExactly("/pools/0/rule/minAge NOT_ASCENDING");
    }

    @Test
    void whatIsProbablyATypingErrorNeedsAnOverrideThatIsRecorded() {
      post("/api/v1/seasons", PLAN);
      Map<String, String> doubtful = new LinkedHashMap<>();
      doubtful.put("2062/IE/WORKING_HOLIDAY", "/pool FAR_SEASON");
      doubtful.put("2024/IE/WORKING_HOLIDAY", "/pool FAR_SEASON");
      doubtful.put("2026/UK/WORKING_HOLIDAY", "/pool UNKNOWN_COUNTRY");
      doubtful.put("2026/AQ/WORKING_HOLIDAY", "/pool COUNTRY_NOT_TAKING_PART");
      doubtful.put("2026/FR/YOUNG_PROFESSIONALS/VIE", "/pool NOT_IN_PLAN");
      doubtful.put("2026/IE/YOUNG_PROFESSIONALS", "/pool NOT_IN_PLAN");

      doubtful.forEach(
          (pool, fault) -> {
            String body = "{\"pool\": \"%s\", \"quota\": 5%s}";
            assertThat(faults("/api/v1/quotas", body.formatted(pool, "")))
                .as(pool)
                .extracting(it -> it.pointer() + " " + it.code())
                .contains(fault);
            assertThat(post("/api/v1/quotas", body.formatted(pool, ", \"override\": \"a trial\"")))
                .hasStatus(201);
          });
      assertThat(
              faults(
                  "/api/v1/quotas", "{\"pool\": \"2026/IE/WORKING_HOLIDAY\", \"quota\": 1000001}"))
          .extracting(Fault::code)
          .containsExactly("LARGE_QUOTA");
      assertThat(faults("/api/v1/seasons", PLAN.replace("\"IE\"", "\"UK\"")))
          .extracting(Fault::code)
          .containsExactly("UNKNOWN_COUNTRY");

      assertThat(http.get().uri("/api/v1/announcements?season=2062"))
          .hasStatusOk()
          .bodyJson()
          .extractingPath("$.announcements[0]")
          .asMap()
          .containsEntry("kind", "QUOTA")
          .containsEntry("override", "a trial");
    }

    @Test
    void aPoolOutsideThePlanCanBeAnnouncedAsNotOffered() {
      post("/api/v1/seasons", PLAN);

      assertThat(
              post(
                  "/api/v1/quotas",
                  "{\"pool\": \"2026/IE/YOUNG_PROFESSIONALS\", \"quota\": \"not offered\"}"))
          .hasStatus(201);
    }

    @Test
    void aWithdrawnAnnouncementGivesWayToTheOneBefore() throws Exception {
      running();
      it.time(it.clock.instant().plusSeconds(1));
      String mistake = quota(7);
      it.time(it.clock.instant().plusSeconds(1));
      String withdrawal = "{\"announcement\": \"%s\", \"reason\": \"a slip\"}".formatted(mistake);

      MvcTestResult first = post("/api/v1/withdrawals", withdrawal);
      MvcTestResult repeat = post("/api/v1/withdrawals", withdrawal);

      assertThat(first).hasStatus(201);
      assertThat(repeat).hasStatusOk();
      assertThat(repeat.getResponse().getContentAsString())
          .isEqualTo(first.getResponse().getContentAsString());
      assertThat(book.quota(WH).orElseThrow().getPermits()).isEqualTo(100);
      assertThat(http.get().uri("/api/v1/announcements?season=2026&country=IE"))
          .bodyJson()
          .extractingPath("$.announcements[*].kind")
          .asArray()
          // Season and first quota have the same time.
          .containsExactlyInAnyOrder("SEASON", "QUOTA", "QUOTA", "WITHDRAWAL")
          .endsWith("QUOTA", "WITHDRAWAL");
      it.pass(Duration.ofMillis(50));
      assertThat(post("/api/v1/rounds?dryRun=true", "{\"season\": 2026, \"country\": \"IE\"}"))
          .bodyJson()
          .extractingPath("$.pools[0].spots")
          .isEqualTo(100);
    }

    @Test
    void onlyAnAnnouncementCanBeWithdrawn() {
      Problem unknown =
          problem(
              post(
                  "/api/v1/withdrawals",
                  "{\"announcement\": \"%s\", \"reason\": \"a slip\"}"
                      .formatted(UUID.randomUUID())));

      assertThat(unknown.getStatusCode().value()).isEqualTo(404);
      assertThat(
              faults("/api/v1/withdrawals", "{\"announcement\": 7, \"reason\": \"a\\u001b[2J\"}"))
          .extracting(Fault::code)
          .containsExactly("CONTROL_CHARACTER", "WRONG_TYPE");
    }

    @Test
    void theTimeOfPublicationOfASeasonIsAnnouncedForAllCountries() {
      String body = "{\"season\": 2026, \"timeOfDay\": \"14:05\", \"reason\": \"as IRCC does\"}";
      LocalDate friday = Weeks.weekOf(it.clock.instant());
      it.time(Weeks.end(friday).minusMillis(1));

      assertThat(keyed("/api/v1/publication-times", "time", body)).hasStatus(201);
      assertThat(keyed("/api/v1/publication-times", "time", body)).hasStatusOk();
      assertThat(
              faults(
                  problem(
                      keyed("/api/v1/publication-times", "time", body.replace("14:05", "14:06")))))
          .extracting(Fault::code)
          .containsExactly("KEY_REUSED");

      assertThat(book.publication(2026, friday))
          .isEqualTo(Weeks.end(friday).plus(Duration.ofMinutes(845)));
      for (String country : List.of("IE", "FR")) {
        assertThat(http.get().uri("/api/v1/announcements?season=2026&country=" + country))
            .bodyJson()
            .extractingPath("$.announcements[0]")
            .asMap()
            .containsEntry("kind", "PUBLICATION_TIME")
            .containsEntry("timeOfDay", "14:05")
            .doesNotContainKey("country");
      }
    }

    @Test
    void faultsOfATimeOfPublicationAreReportedTogether() {
      assertThat(
              faults(
                  "/api/v1/publication-times",
                  "{\"season\": 26, \"timeOfDay\": \"24:00\", \"weekday\": \"FRIDAY\"}"))
          .extracting(fault -> fault.pointer() + " " + fault.code())
          .containsExactlyInAnyOrder(
              "/season BAD_SEASON", "/timeOfDay BAD_TIME_OF_DAY", "/weekday UNKNOWN_FIELD");
      for (String time : List.of("\"2 pm\"", "\"14:00:00\"", "\"14:60\"", "\"\"", "840")) {
        assertThat(
                faults(
                    "/api/v1/publication-times",
                    "{\"season\": 2026, \"timeOfDay\": %s}".formatted(time)))
            .as(time)
            .hasSize(1);
      }
      assertThat(
              faults("/api/v1/publication-times", "{\"season\": 2062, \"timeOfDay\": \"14:00\"}"))
          .extracting(Fault::code)
          .containsExactly("FAR_SEASON");
      assertThat(
              post(
                  "/api/v1/publication-times",
                  "{\"season\": 2062, \"timeOfDay\": \"14:00\", \"override\": \"a trial\"}"))
          .hasStatus(201);
    }

    @Test
    void aTimeOfPublicationIsReplacedAndNotWithdrawn() throws Exception {
      MvcTestResult set =
          post("/api/v1/publication-times", "{\"season\": 2026, \"timeOfDay\": \"14:00\"}");
      String id =
          JsonMapper.shared()
              .readTree(set.getResponse().getContentAsString())
              .get("eventId")
              .asString();

      assertThat(
              faults(
                  "/api/v1/withdrawals",
                  "{\"announcement\": \"%s\", \"reason\": \"a slip\"}".formatted(id)))
          .extracting(Fault::code)
          .containsExactly("IS_A_PUBLICATION_TIME");
      it.time(it.clock.instant().plusSeconds(1));
      assertThat(post("/api/v1/publication-times", "{\"season\": 2026, \"timeOfDay\": \"00:00\"}"))
          .hasStatus(201);
      LocalDate friday = Weeks.weekOf(it.clock.instant());
      assertThat(book.publication(2026, friday)).isEqualTo(Weeks.end(friday));
    }

    @Test
    void theRepeatOfAnAnnouncementIsAnsweredWithTheFirst() throws Exception {
      List<String> answers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        MvcTestResult answer =
            keyed(
                "/api/v1/seasons",
                "season",
                PLAN.replace("\"shortNotice\": true, ", "\"shortNotice\": %s, ".formatted(i < 2)));
        assertThat(answer).hasStatus(i == 0 ? 201 : 200);
        answers.add(answer.getResponse().getContentAsString());
        it.time(it.clock.instant().plusSeconds(60));
      }
      assertThat(answers).containsOnly(answers.getFirst());
      assertThat(faults(problem(keyed("/api/v1/seasons", "season", PLAN.replace("500", "501")))))
          .extracting(Fault::code)
          .containsExactly("KEY_REUSED");

      String quota = "{\"pool\": \"2026/IE/WORKING_HOLIDAY\", \"quota\": 100}";
      assertThat(keyed("/api/v1/quotas", "quota", quota)).hasStatus(201);
      assertThat(keyed("/api/v1/quotas", "quota", quota)).hasStatusOk();
      assertThat(faults(problem(keyed("/api/v1/quotas", "quota", quota.replace("100", "99")))))
          .extracting(Fault::code)
          .containsExactly("KEY_REUSED");
      assertThat(faults(problem(keyed("/api/v1/quotas", "season", quota))))
          .extracting(Fault::code)
          .containsExactly("KEY_REUSED");
    }

    private String quota(int permits) throws Exception {
      MvcTestResult answer =
          post(
              "/api/v1/quotas",
              "{\"pool\": \"2026/IE/WORKING_HOLIDAY\", \"quota\": %d}".formatted(permits));
      return JsonMapper.shared()
          .readTree(answer.getResponse().getContentAsString())
          .get("eventId")
          .asString();
    }

    @Test
    void faultsOfPoolAndQuotaAreReportedTogether() {
      assertThat(faults("/api/v1/quotas", "{\"pool\": \"2026/IE\", \"quota\": \"plenty\"}"))
          .extracting(Fault::code)
          .containsExactly("BAD_POOL", "BAD_QUOTA");
      assertThat(
              faults(
                  "/api/v1/quotas",
                  "{\"pool\": \"2026/FR/YOUNG_PROFESSIONALS/%s\", \"quota\": 1}"
                      .formatted("A".repeat(300))))
          .extracting(Fault::code)
          .containsExactly("BAD_POOL");
      assertThat(faults("/api/v1/quotas", "{\"quota\": -1}"))
          .extracting(Fault::code)
          .containsExactly("MISSING", "OUT_OF_RANGE");
      assertThat(faults("/api/v1/quotas", "[]")).extracting(Fault::code).contains("WRONG_TYPE");
    }
  }

  @Nested
  class RoundOrders {

    @Test
    void anOrderIsAnsweredWithItsRounds() {
      running();
      it.enters();
      it.enters();

      MvcTestResult answer = order(", \"orders\": [{\"pool\": \"%s\", \"size\": 1}]", "k");

      assertThat(answer).hasStatus(201);
      assertThat(answer).bodyJson().extractingPath("$.rounds[0].invited").isEqualTo(1);
      assertThat(answer).bodyJson().extractingPath("$.rounds[0].poolSize").isEqualTo(2);
      String location = answer.getResponse().getHeader("Location");
      assertThat(http.get().uri(location))
          .hasStatusOk()
          .bodyJson()
          .extractingPath("$.seed")
          .asString()
          .matches("[0-9a-f]{64}");
      assertThat(http.get().uri("/api/v1/rounds?season=2026&country=IE"))
          .bodyJson()
          .extractingPath("$.rounds")
          .asArray()
          .hasSize(1);
    }

    @Test
    void anOrderWithoutPoolsDrawsEveryPoolThatMayRunByPolicy() {
      running();
      it.enters();

      assertThat(order("", "k"))
          .hasStatus(201)
          .bodyJson()
          .extractingPath("$.rounds[0].sizeReason")
          .asString()
          .contains("1 of 1 candidates");
    }

    @Test
    void theSameKeyOrdersOnce() {
      running();
      it.enters();
      it.enters();
      String one = ", \"orders\": [{\"pool\": \"%s\", \"size\": 1}]";
      MvcTestResult first = order(one, "monday");

      MvcTestResult repeat = order(one, "monday");

      assertThat(first).hasStatus(201);
      assertThat(repeat).hasStatusOk().bodyJson().extractingPath("$.rounds").asArray().hasSize(1);

      assertThat(only(it.rounds, RoundRun.class)).hasSize(1);
    }

    @Test
    void aRepeatIsAnsweredEvenIfTheOrderWouldNowBeRefused() {
      running();
      it.enters();
      String one = ", \"orders\": [{\"pool\": \"%s\", \"size\": 1}]";
      order(one, "monday");
      it.time(Instant.parse("2026-12-01T00:00:00Z"));

      assertThat(order(one, "monday"))
          .hasStatusOk()
          .bodyJson()
          .extractingPath("$.rounds[0].invited")
          .isEqualTo(1);
    }

    @Test
    void aKeyWithAnotherBodyIsRefusedWhicheverTheRequestAndTheCountry() {
      running();
      it.enters();
      order(", \"orders\": [{\"pool\": \"%s\", \"size\": 1}]", "monday");

      for (String other :
          List.of(
              "{\"season\": 2026, \"country\": \"IE\", \"orders\": [{\"pool\":"
                  + " \"2026/IE/WORKING_HOLIDAY\", \"size\": 2}]}",
              "{\"season\": 2026, \"country\": \"IE\"}",
              "{\"season\": 2026, \"country\": \"FR\"}")) {
        assertThat(faults(problem(keyed("/api/v1/rounds", "monday", other))))
            .extracting(Fault::code)
            .containsExactly("KEY_REUSED");
      }
      assertThat(faults(problem(keyed("/api/v1/seasons", "monday", PLAN))))
          .extracting(Fault::code)
          .containsExactly("KEY_REUSED");
      assertThat(only(it.rounds, RoundRun.class)).hasSize(1);
    }

    @Test
    void headerAndBodyMustNotContainDifferentKeys() {
      running();
      it.enters();
      UUID id = UUID.randomUUID();
      String body = "{\"season\": 2026, \"country\": \"IE\", \"commandId\": \"%s\"}".formatted(id);

      assertThat(faults(problem(keyed("/api/v1/rounds", "monday", body))))
          .extracting(Fault::code)
          .containsExactly("KEYS_DIFFER");
      assertThat(faults(problem(keyed("/api/v1/rounds", UUID.randomUUID().toString(), body))))
          .extracting(Fault::code)
          .containsExactly("KEYS_DIFFER");
      assertThat(faults(problem(keyed("/api/v1/rounds", " ", body))))
          .extracting(Fault::code)
          .contains("BAD_IDEMPOTENCY_KEY");
      assertThat(keyed("/api/v1/rounds", id.toString(), body)).hasStatus(201);
      assertThat(post("/api/v1/rounds", body)).as("by the body alone").hasStatusOk();
    }

    @Test
    void anOrderIsRefusedWithEveryReasonAgainstItsRounds() {
      running();
      it.time(Instant.parse("2026-12-01T00:00:00Z"));

      assertThat(
              faults(
                  "/api/v1/rounds",
                  """
                  {"season": 2026, "country": "IE", "commandId": "7", "orders": [
                    {"pool": "2026/IE/WORKING_HOLIDAY", "size": -1},
                    {"pool": "2026/IE/WORKING_HOLIDAY"},
                    {"pool": "2026/FR/WORKING_HOLIDAY"}]}
                  """))
          .extracting(fault -> fault.pointer() + " " + fault.code())
          .containsExactlyInAnyOrder(
              "/commandId BAD_ID",
              "/orders/0/size OUT_OF_RANGE",
              "/orders/0/pool AFTER_FINAL_ROUND",
              "/orders/0/pool SEASON_CLOSED",
              "/orders/1/pool AFTER_FINAL_ROUND",
              "/orders/1/pool SEASON_CLOSED",
              "/orders/1/pool GIVEN_TWICE",
              "/orders/2/pool OTHER_COUNTRY");
    }

    @Test
    void aRoundAfterTheFinalOneIsOrderedWithAReasonThatTheProofStates() {
      running();
      it.enters();
      it.time(Instant.parse("2026-10-06T12:00:00Z"));
      String order =
          """
          {"season": 2026, "country": "IE", "orders": [{"pool": "2026/IE/WORKING_HOLIDAY", "size": 1}]%s}""";
      String reason = ", \"reason\": \"three applications were refused\"";

      assertThat(faults("/api/v1/rounds", order.formatted("")))
          .extracting(Fault::code)
          .containsExactly("AFTER_FINAL_ROUND");
      assertThat(post("/api/v1/rounds?dryRun=true", order.formatted(reason)))
          .bodyJson()
          .extractingPath("$.pools[0].against")
          .asArray()
          .isEmpty();
      assertThat(post("/api/v1/rounds", order.formatted(reason))).hasStatus(201);

      UUID round = only(it.rounds, RoundRun.class).getLast().getRoundId();
      assertThat(http.get().uri("/api/v1/rounds/2026/IE/%s/proof".formatted(round)))
          .bodyJson()
          .extractingPath("$.commitment.afterFinalRound")
          .isEqualTo("three applications were refused");
    }

    @Test
    void allFaultsOfPathAndQueryAreReportedAtOnce() {
      assertThat(faults(problem(http.get().uri("/api/v1/rounds").exchange())))
          .extracting(fault -> fault.pointer() + " " + fault.code())
          .containsExactly("season MISSING", "country MISSING");
      assertThat(
              faults(
                  problem(http.get().uri("/api/v1/rounds?season=26&country=Ireland").exchange())))
          .extracting(fault -> fault.pointer() + " " + fault.code())
          .containsExactly("season BAD_SEASON", "country UNKNOWN_COUNTRY");
      assertThat(faults(problem(http.get().uri("/api/v1/rounds/x/Ireland/7").exchange())))
          .extracting(fault -> fault.pointer() + " " + fault.code())
          .containsExactly("season BAD_SEASON", "country UNKNOWN_COUNTRY", "roundId BAD_ID");
    }

    @Test
    void aMisspeltDryRunIsRefusedAndOrdersNothing() {
      running();
      it.enters();

      MvcTestResult answer =
          post("/api/v1/rounds?dryrun=true", "{\"season\": 2026, \"country\": \"IE\"}");

      assertThat(answer).hasStatus(400);
      assertThat(faults(problem(answer)))
          .extracting(fault -> fault.pointer() + " " + fault.code())
          .containsExactly("dryrun UNKNOWN_PARAMETER");
      assertThat(only(it.rounds, RoundRun.class)).isEmpty();
    }

    @Test
    void countriesAndPoolsMayBeInLowerCase() {
      running();
      it.enters();

      assertThat(
              post(
                  "/api/v1/rounds",
                  """
                  {"season": 2026, "country": "ie",
                   "orders": [{"pool": "2026/ie/working_holiday"}]}
                  """))
          .hasStatus(201);
      assertThat(http.get().uri("/api/v1/rounds?season=2026&country=ie"))
          .bodyJson()
          .extractingPath("$.rounds[0].pool")
          .isEqualTo("2026/IE/WORKING_HOLIDAY");
    }

    @Test
    void aCountryWithoutAPlanIsRefused() {
      assertThat(faults("/api/v1/rounds", "{\"season\": 2026, \"country\": \"IE\"}"))
          .extracting(Fault::code)
          .containsExactly("NOT_PLANNED");
    }

    private MvcTestResult order(String orders, String key) {
      return http.post()
          .uri("/api/v1/rounds")
          .contentType(MediaType.APPLICATION_JSON)
          .header("Idempotency-Key", key)
          .content(
              "{\"season\": 2026, \"country\": \"IE\""
                  + orders.formatted("2026/IE/WORKING_HOLIDAY")
                  + "}")
          .exchange();
    }
  }

  @Nested
  class Proofs {

    @Test
    void aProofContainsWhatWasAnnouncedAndWhatTheDrawRevealed() {
      RoundRun run = ran(2);

      MvcTestResult answer = proof(run.getRoundId(), "");

      assertThat(answer).hasStatusOk();
      RoundScheduled announced = only(it.rounds, RoundScheduled.class).getLast();
      assertThat(answer)
          .bodyJson()
          .extractingPath("$.commitment.value")
          .isEqualTo(hex(announced.getCommitment().array()));
      assertThat(answer).bodyJson().extractingPath("$.rule.kind").isEqualTo("OPERATOR");
      assertThat(answer).bodyJson().extractingPath("$.rule.size").isEqualTo(2);
      assertThat(answer).bodyJson().extractingPath("$.seed").isEqualTo(hex(run.getSeed().array()));
      assertThat(answer)
          .bodyJson()
          .extractingPath("$.merkleRoot")
          .isEqualTo(hex(run.getMerkleRoot().array()));
      assertThat(answer).bodyJson().extractingPath("$.drawable").isEqualTo(3);
      assertThat(answer).bodyJson().extractingPath("$.log").isEqualTo("log");
      assertThat(answer)
          .bodyJson()
          .extractingPath("$.positions[*].topic")
          .asArray()
          .contains("iec.rounds", "iec.pools");
      assertThat(answer).bodyJson().doesNotHavePath("$.candidate");
    }

    @Test
    void aCandidateCanCheckTheTicketAndThatTheyWereInThePool() {
      RoundRun run = ran(2);
      Set<UUID> invited =
          only(it.invitations, InvitationIssued.class).stream()
              .map(InvitationIssued::getProfileId)
              .collect(toSet());
      for (UUID profile : entered) {
        MvcTestResult answer = proof(run.getRoundId(), "?profileId=" + profile);

        Map<String, Object> shown = candidate(answer);
        assertThat(shown.get("profileId")).isEqualTo(profile.toString());
        assertThat(shown.get("ticket"))
            .isEqualTo(hex(Draw.ticket(run.getSeed().array(), run.getRoundId(), profile)));
        assertThat(shown.get("invited")).isEqualTo(invited.contains(profile));
        if (invited.contains(profile)) {
          assertThat(shown.get("invitationId"))
              .isEqualTo(Draw.invitationId(run.getRoundId(), profile).toString());
        } else {
          assertThat(shown).doesNotContainKey("invitationId");
        }
        assertThat(
                MerkleTree.proves(
                    run.getMerkleRoot().array(),
                    bytes(profile),
                    (int) shown.get("index"),
                    run.getDrawable(),
                    path(shown)))
            .isTrue();
      }
    }

    @Test
    void aProfileThatCouldNotBeDrawnHasNoProof() {
      RoundRun run = ran(1);

      Problem problem = problem(proof(run.getRoundId(), "?profileId=" + UUID.randomUUID()));

      assertThat(problem.getStatusCode().value()).isEqualTo(404);
      assertThat(faults(problem)).extracting(Fault::code).containsExactly("NOT_DRAWABLE");
      assertThat(problem.getBody().getDetail()).contains("could not be drawn");
    }

    @Test
    void aRoundThatIsNotKnownOrWasRunElsewhereHasNoProof() {
      running();
      UUID elsewhere = UUID.randomUUID();
      it.give(
          RoundRun.newBuilder()
              .setEventId(UUID.randomUUID())
              .setOccurredAt(it.clock.instant())
              .setPool(WH)
              .setRoundId(elsewhere)
              .setInvited(3)
              .build());

      assertThat(faults(problem(proof(UUID.randomUUID(), ""))))
          .extracting(Fault::code)
          .containsExactly("UNKNOWN_ROUND");
      for (String query : List.of("", "?profileId=" + UUID.randomUUID())) {
        Problem problem = problem(proof(elsewhere, query));
        assertThat(problem.getStatusCode().value()).isEqualTo(404);
        assertThat(faults(problem)).extracting(Fault::code).containsExactly("NO_PROOF");
      }
    }

    @Test
    void replacedAnnouncementsAreShownButNotThoseOfOtherWriters() {
      running();
      it.enters();
      RoundScheduled next = it.roundLog.upcoming(_ -> true, it.clock.instant()).getFirst();
      it.give(
          RoundScheduled.newBuilder(next)
              .setEventId(UUID.randomUUID())
              .setRevision(7)
              .setReason("not by invitation-service")
              .build());
      it.time(it.clock.instant().plusSeconds(1));
      assertThat(post("/api/v1/seasons", PLAN.replace("500", "300"))).hasStatus(201);
      it.give(
          RoundScheduled.newBuilder(only(it.rounds, RoundScheduled.class).getLast())
              .setEventId(UUID.randomUUID())
              .setRevision(8)
              .setReason("a copy")
              .build());
      it.time(next.getRunsAt());
      it.pass(Duration.ofMillis(50));
      it.pass(Duration.ofMillis(50));

      MvcTestResult answer = proof(next.getRoundId(), "");

      assertThat(answer).bodyJson().extractingPath("$.commitment.revision").isEqualTo(1);
      assertThat(answer)
          .bodyJson()
          .extractingPath("$.commitment.reason")
          .asString()
          .contains("cap 300", "cap 500");
      assertThat(answer)
          .bodyJson()
          .extractingPath("$.commitment.earlier[*].value")
          .asArray()
          .containsExactly(hex(next.getCommitment().array()));
      assertThat(answer).bodyJson().extractingPath("$.rule.cap").isEqualTo(300);
      assertThat(answer).bodyJson().extractingPath("$.rule.yield").isEqualTo(0.7);
    }

    @Test
    void anUpcomingRoundShowsItsCommitment() {
      running();

      RoundScheduled next = it.roundLog.upcoming(_ -> true, it.clock.instant()).getFirst();

      assertThat(http.get().uri("/api/v1/rounds?season=2026&country=IE"))
          .bodyJson()
          .extractingPath("$.upcoming[0]")
          .asMap()
          .containsEntry("commitment", hex(next.getCommitment().array()))
          .containsEntry("revision", 0)
          .containsEntry("cap", 500)
          .containsEntry("yield", 0.7);
    }

    private final List<UUID> entered = new ArrayList<>();

    private RoundRun ran(int size) {
      running();
      for (int i = 0; i < 3; i++) {
        entered.add(it.enters().getProfileId());
      }
      it.order(it.command(size));
      it.pass(Duration.ofMillis(100));
      return only(it.rounds, RoundRun.class).getLast();
    }

    private MvcTestResult proof(UUID round, String query) {
      return http.get().uri("/api/v1/rounds/2026/IE/%s/proof%s".formatted(round, query)).exchange();
    }

    private Map<String, Object> candidate(MvcTestResult answer) {
      Map<String, Object> shown = new HashMap<>();
      assertThat(answer)
          .bodyJson()
          .extractingPath("$.candidate")
          .asMap()
          .satisfies(map -> map.forEach((name, value) -> shown.put(name.toString(), value)));
      return shown;
    }

    private List<byte[]> path(Map<String, Object> shown) {
      return ((List<?>) shown.get("path"))
          .stream().map(hash -> HexFormat.of().parseHex(hash.toString())).toList();
    }

    private static String hex(byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }

    private static byte[] bytes(UUID id) {
      return ByteBuffer.allocate(16)
          .putLong(id.getMostSignificantBits())
          .putLong(id.getLeastSignificantBits())
          .array();
    }
  }

  @Nested
  class DryRunRequests {

    @Test
    void aDryRunReturnsForecastsAndChangesNothing() {
      running();
      it.enters();
      it.enters();
      int rounds = it.rounds.size();

      MvcTestResult answer = dryRun(", \"orders\": [{\"pool\": \"%s\", \"size\": 200}]");

      assertThat(answer)
          .hasStatusOk()
          .bodyJson()
          .extractingPath("$.pools[0]")
          .asMap()
          .containsEntry("pool", "2026/IE/WORKING_HOLIDAY")
          .containsEntry("poolSize", 2)
          .containsEntry("drawable", 2)
          .containsEntry("spots", 100)
          .containsEntry("reserved", 0)
          .containsEntry("size", 200)
          .containsEntry("against", List.of());
      assertThat(answer)
          .bodyJson()
          .extractingPath("$.pools[0].sizeReason")
          .asString()
          .contains("warning");
      it.pass(Duration.ofMillis(100));
      assertThat(it.rounds).hasSize(rounds);
      assertThat(it.invitations).isEmpty();
    }

    @Test
    void aDryRunWithoutPoolsCoversAllPlannedPoolsWithEveryReasonAgainst() {
      running();
      it.enters();
      it.time(Instant.parse("2026-12-01T00:00:00Z"));

      assertThat(dryRun(""))
          .hasStatusOk()
          .bodyJson()
          .extractingPath("$.pools[0].against[*].code")
          .asArray()
          .containsExactly("AFTER_FINAL_ROUND", "SEASON_CLOSED");
    }

    @Test
    void aCountryWithoutAPlanIsRefused() {
      assertThat(faults("/api/v1/rounds?dryRun=true", "{\"season\": 2026, \"country\": \"IE\"}"))
          .extracting(Fault::code)
          .containsExactly("NOT_PLANNED");
    }

    private MvcTestResult dryRun(String orders) {
      return post(
          "/api/v1/rounds?dryRun=true",
          "{\"season\": 2026, \"country\": \"IE\""
              + orders.formatted("2026/IE/WORKING_HOLIDAY")
              + "}");
    }
  }

  @Nested
  class Answers {

    @Test
    void aCandidateSeesTheInvitation() {
      InvitationIssued invitation = invited();

      assertThat(
              http.get().uri("/api/v1/candidates/" + invitation.getCandidateId() + "/invitations"))
          .bodyJson()
          .extractingPath("$.invitations[0]")
          .asMap()
          .containsEntry("invitationId", invitation.getInvitationId().toString())
          .containsEntry("status", "INVITED")
          .containsEntry("answerBy", "2026-02-14T05:00:00Z");
    }

    @Test
    void aCandidateOfAClosedSeasonSeesTheInvitationAndAnswersTooLate() {
      InvitationIssued invitation = invited();
      it.time(Instant.parse("2027-01-05T15:00:00Z"));
      it.pass(Duration.ofMillis(500));
      assertThat(it.startReads(invitation.getCandidateId())).isFalse();

      assertThat(
              http.get().uri("/api/v1/candidates/" + invitation.getCandidateId() + "/invitations"))
          .bodyJson()
          .extractingPath("$.invitations[0]")
          .asMap()
          .containsEntry("invitationId", invitation.getInvitationId().toString())
          .containsEntry("status", "CLOSED")
          .containsEntry("closedBecause", "NOT_ANSWERED");
      assertThat(answer(invitation, "accept")).hasStatus(409);
      assertThat(answer(invitation, "decline")).hasStatus(409);
    }

    @Test
    void anAcceptanceIsAnsweredWithTheDeadlineAndARepeatLikewise() {
      InvitationIssued invitation = invited();

      for (int i = 0; i < 2; i++) {
        assertThat(answer(invitation, "accept"))
            .hasStatusOk()
            .bodyJson()
            .extractingPath("$.submitBy")
            .isEqualTo("2026-02-24T05:00:00Z");
      }
    }

    @Test
    void aDeclineIsAnsweredWithTheVerdictAndARepeatLikewise() {
      InvitationIssued invitation = invited();

      for (int i = 0; i < 2; i++) {
        assertThat(answer(invitation, "decline"))
            .hasStatusOk()
            .bodyJson()
            .extractingPath("$.closedBecause")
            .isEqualTo("DECLINED");
      }
    }

    @Test
    void aLateAnswerIsAConflictWithTheReason() {
      InvitationIssued invitation = invited();
      answer(invitation, "decline");
      assertThat(problem(answer(invitation, "accept")).getStatusCode().value()).isEqualTo(409);

      InvitationIssued other = invited();
      answer(other, "accept");
      Problem problem = problem(answer(other, "decline"));

      assertThat(problem.getStatusCode().value()).isEqualTo(409);
      assertThat(problem.getBody().getDetail()).contains("accepted before");
    }

    @Test
    void anAnswerWithoutAVerdictWithinTwoSecondsIsPending() {
      InvitationIssued invitation = invited();
      deaf = true;

      assertThat(answer(invitation, "accept"))
          .hasStatus(202)
          .bodyJson()
          .extractingPath("$.status")
          .isEqualTo("INVITED");
    }

    @Test
    void theWaitsForVerdictAndCommitShareOneBudget() {
      InvitationIssued invitation = invited();
      List<Duration> commitTimeouts = new ArrayList<>();
      InvitationsController controller =
          new InvitationsController(
              new Publishing(
                  (event, _) -> {
                    it.give(event);
                    return CompletableFuture.completedFuture(null);
                  },
                  (_, _) -> CompletableFuture.completedFuture(null),
                  timeout -> {
                    commitTimeouts.add(timeout);
                    return true;
                  }),
              it.reads,
              peers,
              it.clock);

      ResponseEntity<?> response =
          controller.accept(
              invitation.getCandidateId().toString(),
              invitation.getInvitationId().toString(),
              new MockHttpServletRequest());

      assertThat(response.getStatusCode().value()).isEqualTo(200);
      assertThat(commitTimeouts)
          .as("what the wait for the verdict has left of 2 s")
          .singleElement(DURATION)
          .isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void anUncommittedVerdictIsPending() {
      InvitationIssued invitation = invited();
      committing = false;

      assertThat(answer(invitation, "accept"))
          .hasStatus(202)
          .bodyJson()
          .extractingPath("$.status")
          .isEqualTo("INVITED");
    }

    @Test
    void anAnswerSentAgainIsTheSameEvent() {
      InvitationIssued invitation = invited();
      deaf = true;
      List<InvitationAccepted> sent = new ArrayList<>();
      InvitationsController controller =
          new InvitationsController(
              new Publishing(
                  (event, _) -> {
                    sent.add((InvitationAccepted) event);
                    it.give(event);
                    return CompletableFuture.completedFuture(null);
                  },
                  (_, _) -> null,
                  _ -> true),
              it.reads,
              peers,
              it.clock);

      controller.accept(
          invitation.getCandidateId().toString(),
          invitation.getInvitationId().toString(),
          new MockHttpServletRequest());

      assertThat(sent)
          .singleElement()
          .satisfies(
              e ->
                  assertThat(e.getEventId())
                      .isEqualTo(EventIds.of("InvitationAccepted", invitation.getInvitationId())));
    }

    @Test
    void anUnknownInvitationIsNotFoundAndABadIdIsABadRequest() {
      UUID nobody = UUID.randomUUID();

      assertThat(
              problem(
                      post(
                          "/api/v1/candidates/%s/invitations/%s/accept".formatted(nobody, nobody),
                          ""))
                  .getStatusCode()
                  .value())
          .isEqualTo(404);
      assertThat(problem(post("/api/v1/candidates/x/invitations/y/accept", "")))
          .satisfies(
              problem -> {
                assertThat(problem.getStatusCode().value()).isEqualTo(400);
                assertThat(faults(problem)).hasSize(2);
              });
    }

    private InvitationIssued invited() {
      if (book.plan(WH).isEmpty()) {
        running();
      }
      it.enters();
      it.order(it.command(99));
      it.pass(Duration.ofMillis(100));
      return only(it.invitations, InvitationIssued.class).getLast();
    }

    private MvcTestResult answer(InvitationIssued invitation, String answer) {
      return post(
          "/api/v1/candidates/%s/invitations/%s/%s"
              .formatted(invitation.getCandidateId(), invitation.getInvitationId(), answer),
          "{}");
    }
  }

  @Nested
  class OfAnotherInstance {

    private final UUID candidate = UUID.randomUUID();
    private final UUID invitation = UUID.randomUUID();
    private HttpServer other;

    @BeforeEach
    void start() throws IOException {
      other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      other.start();
      others.add(URI.create("http://127.0.0.1:" + other.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
      other.stop(0);
    }

    @Test
    void invitationsOfAllInstancesAreShownInTheOrderOfTheirDraws() {
      others.clear();
      running();
      PoolEntered entered = it.enters();
      it.order(it.command(99));
      it.pass(Duration.ofMillis(100));
      others.add(URI.create("http://127.0.0.1:" + other.getAddress().getPort()));
      serves(
          "/api/v1/candidates/%s/invitations".formatted(entered.getCandidateId()),
          200,
          """
          {"candidateId": "%s", "invitations": [{"invitationId": "%s",
            "pool": "2025/IE/WORKING_HOLIDAY", "roundId": "%s", "profileId": "%s",
            "status": "CLOSED", "closedBecause": "DECLINED", "invitedAt": "2025-02-03T16:00:00Z",
            "answerBy": "2025-02-14T05:00:00Z", "closedAt": "2025-02-04T16:00:00Z"}]}
          """
              .formatted(
                  entered.getCandidateId(), invitation, UUID.randomUUID(), UUID.randomUUID()));

      assertThat(http.get().uri("/api/v1/candidates/{id}/invitations", entered.getCandidateId()))
          .hasStatusOk()
          .bodyJson()
          .extractingPath("$.invitations[*].pool")
          .asArray()
          .containsExactly("2025/IE/WORKING_HOLIDAY", "2026/IE/WORKING_HOLIDAY");
    }

    @Test
    void anAnswerIsForwardedToTheInstanceWithTheInvitation() {
      String path = "/api/v1/candidates/%s/invitations/%s/accept".formatted(candidate, invitation);
      serves(path, 200, "{\"status\": \"ACCEPTED\"}");

      assertThat(post(path, "{}"))
          .hasStatusOk()
          .bodyJson()
          .extractingPath("$.status")
          .isEqualTo("ACCEPTED");
    }

    @Test
    void anInvitationThatNoInstanceHasIsNotFound() {
      String path = "/api/v1/candidates/%s/invitations/%s/decline".formatted(candidate, invitation);
      serves(path, 404, "{}");

      assertThat(problem(post(path, "{}")).getStatusCode().value()).isEqualTo(404);
    }

    @Test
    void anOrderIsForwardedToTheInstanceWithTheCountry() {
      others.clear();
      running();
      others.add(URI.create("http://127.0.0.1:" + other.getAddress().getPort()));
      serves("/api/v1/rounds", 201, "{\"status\": \"DECIDED\"}");

      assertThat(post("/api/v1/rounds", "{\"season\": 2026, \"country\": \"IE\"}"))
          .hasStatus(201)
          .bodyJson()
          .extractingPath("$.status")
          .isEqualTo("DECIDED");
      assertThat(only(it.rounds, RoundRun.class)).isEmpty();
    }

    @Test
    void aCandidatesProofIsForwardedToTheInstanceWithTheCountry() {
      others.clear();
      running();
      it.enters();
      it.order(it.command(1));
      UUID round = only(it.rounds, RoundRun.class).getFirst().getRoundId();
      others.add(URI.create("http://127.0.0.1:" + other.getAddress().getPort()));
      String path = "/api/v1/rounds/2026/IE/%s/proof".formatted(round);
      serves(path, 200, "{\"candidate\": {\"index\": 41}}");

      assertThat(http.get().uri(path + "?profileId=" + UUID.randomUUID()))
          .hasStatusOk()
          .bodyJson()
          .extractingPath("$.candidate.index")
          .isEqualTo(41);
    }

    @Test
    void aCorrectionIsForwardedToTheInstanceWithTheCountry() {
      others.clear();
      running();
      it.enters();
      it.order(it.command(1));
      UUID round = only(it.rounds, RoundRun.class).getFirst().getRoundId();
      others.add(URI.create("http://127.0.0.1:" + other.getAddress().getPort()));
      String path = "/api/v1/rounds/2026/IE/%s/corrections".formatted(round);
      serves(path, 201, "{\"status\": \"DECIDED\"}");

      assertThat(post(path, "{\"reason\": \"a mistake\", \"size\": 0}"))
          .hasStatus(201)
          .bodyJson()
          .extractingPath("$.status")
          .isEqualTo("DECIDED");
      assertThat(only(it.rounds, RoundRun.class)).hasSize(1);
    }

    @Test
    void aDryRunIsForwardedToTheInstanceWithTheCountry() {
      others.clear();
      running();
      others.add(URI.create("http://127.0.0.1:" + other.getAddress().getPort()));
      serves("/api/v1/rounds", 200, "{\"season\": 2026}");

      assertThat(post("/api/v1/rounds?dryRun=true", "{\"season\": 2026, \"country\": \"IE\"}"))
          .hasStatusOk()
          .bodyJson()
          .extractingPath("$.season")
          .isEqualTo(2026);
    }

    private void serves(String path, int status, String body) {
      other.createContext(
          path,
          exchange -> {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
          });
    }
  }

  @Nested
  class Corrections {

    @Test
    void aRoundIsCorrectedAndARepeatIsAnsweredAlike() {
      RoundRun draw = ran(3);

      for (int i = 0; i < 2; i++) {
        MvcTestResult answer =
            http.post()
                .uri(path(draw.getRoundId()))
                .header("Idempotency-Key", "monday")
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"reason\": \"one too many\", \"size\": 2}")
                .exchange();

        assertThat(answer).hasStatus(i == 0 ? 201 : 200);
        assertThat(answer)
            .bodyJson()
            .extractingPath("$.round")
            .asMap()
            .containsEntry("revision", 1)
            .containsEntry("invited", 2)
            .containsEntry("correction", "one too many");
        assertThat(answer).bodyJson().extractingPath("$.voided").asArray().hasSize(1);
      }
      assertThat(only(it.rounds, RoundRun.class)).hasSize(2);
    }

    @Test
    void aKeyWithAnotherCorrectionIsRefused() {
      RoundRun draw = ran(3);
      String path = path(draw.getRoundId());
      keyed(path, "monday", "{\"reason\": \"one too many\", \"size\": 2}");

      assertThat(
              faults(problem(keyed(path, "monday", "{\"reason\": \"one too many\", \"size\": 1}"))))
          .extracting(Fault::code)
          .containsExactly("KEY_REUSED");
    }

    @Test
    void theHolderSeesTheReason() {
      RoundRun draw = ran(1);
      InvitationIssued invitation = only(it.invitations, InvitationIssued.class).getFirst();

      assertThat(post(path(draw.getRoundId()), named("a mistake", invitation))).hasStatus(201);

      assertThat(http.get().uri("/api/v1/candidates/{id}/invitations", invitation.getCandidateId()))
          .bodyJson()
          .extractingPath("$.invitations[0]")
          .asMap()
          .containsEntry("status", "CLOSED")
          .containsEntry("closedBecause", "VOIDED")
          .containsEntry("closedReason", "a mistake");
      Problem tooLate =
          problem(
              post(
                  "/api/v1/candidates/%s/invitations/%s/accept"
                      .formatted(invitation.getCandidateId(), invitation.getInvitationId()),
                  "{}"));
      assertThat(tooLate.getStatusCode().value()).isEqualTo(409);
      assertThat(tooLate.getBody().getDetail()).contains("VOIDED", "a mistake");
    }

    @Test
    void theProofShowsTheDrawAndEachCorrectionWithItsReason() {
      RoundRun draw = ran(2);
      List<InvitationIssued> two = only(it.invitations, InvitationIssued.class);
      post(path(draw.getRoundId()), named("the first mistake", two.get(0)));
      post(path(draw.getRoundId()), named("the second mistake", two.get(1)));

      MvcTestResult whole = proof(draw.getRoundId(), "");
      assertThat(whole).bodyJson().extractingPath("$.invited").isEqualTo(2);
      assertThat(whole).bodyJson().extractingPath("$.size").isEqualTo(2);
      assertThat(whole)
          .bodyJson()
          .extractingPath("$.corrections[*].reason")
          .asArray()
          .containsExactly("the first mistake", "the second mistake");
      assertThat(whole)
          .bodyJson()
          .extractingPath("$.corrections[1].voided")
          .asArray()
          .containsExactly(two.get(1).getInvitationId().toString());
      assertThat(proof(draw.getRoundId(), "?profileId=" + two.get(1).getProfileId()))
          .bodyJson()
          .extractingPath("$.candidate")
          .asMap()
          .containsEntry("invited", true)
          .containsEntry("voidedBecause", "the second mistake");
    }

    @Test
    void aCorrectionThatTheTaskRefusesIsAConflictWithEveryReason() {
      RoundRun draw = ran(2);
      List<InvitationIssued> two = only(it.invitations, InvitationIssued.class);
      it.give(it.declines(two.getFirst()));
      it.give(it.getsLoi(two.getLast()));

      Problem problem =
          problem(post(path(draw.getRoundId()), named("a mistake", two.get(0), two.get(1))));

      assertThat(problem.getStatusCode().value()).isEqualTo(409);
      assertThat(faults(problem))
          .extracting(fault -> fault.pointer() + " " + fault.code())
          .containsExactly("/invitations INVITATION_ENDED", "/invitations INVITATION_ENDED");
    }

    @Test
    void allFaultsOfACorrectionAreReportedAtOnce() {
      RoundRun draw = ran(1);
      String path = path(draw.getRoundId());

      assertThat(faults(path, "{\"invitations\": [\"x\", 7], \"size\": -1, \"why\": \"?\"}"))
          .extracting(fault -> fault.pointer() + " " + fault.code())
          .containsExactlyInAnyOrder(
              "/reason MISSING",
              "/invitations/0 BAD_ID",
              "/invitations/1 WRONG_TYPE",
              "/size OUT_OF_RANGE",
              " NOT_ONE_OF_TWO",
              "/why UNKNOWN_FIELD");
      assertThat(faults(path, "{\"reason\": \"x\\u001b[2K\\n  holds\", \"size\": 1}"))
          .as("lines forged in the output of verify-round")
          .extracting(fault -> fault.pointer() + " " + fault.code())
          .containsExactly("/reason CONTROL_CHARACTER");
      assertThat(faults(path, "{\"reason\": \" \", \"invitations\": []}"))
          .extracting(Fault::code)
          .containsExactlyInAnyOrder("EMPTY", "EMPTY");
      assertThat(faults(path, "{\"reason\": \"%s\", \"size\": 1}".formatted("x".repeat(501))))
          .as("a reason with which services would refuse the order as a record")
          .extracting(fault -> fault.pointer() + " " + fault.code())
          .containsExactly("/reason TOO_LONG");
      assertThat(faults(path, "{\"reason\": \"a mistake\"}"))
          .extracting(Fault::code)
          .containsExactly("NOT_ONE_OF_TWO");
    }

    @Test
    void aRoundThatIsNotKnownOrWasRunElsewhereIsNotCorrected() {
      running();
      UUID elsewhere = UUID.randomUUID();
      it.give(
          RoundRun.newBuilder()
              .setEventId(UUID.randomUUID())
              .setOccurredAt(it.clock.instant())
              .setPool(WH)
              .setRoundId(elsewhere)
              .setInvited(3)
              .build());
      String order = "{\"reason\": \"a mistake\", \"size\": 1}";

      assertThat(problem(post(path(UUID.randomUUID()), order)).getStatusCode().value())
          .isEqualTo(404);
      Problem problem = problem(post(path(elsewhere), order));
      assertThat(problem.getStatusCode().value()).isEqualTo(409);
      assertThat(problem.getBody().getDetail()).contains("run elsewhere");
    }

    @Test
    void aCorrectionCannotUseTheIdOfAnOrder() {
      RoundRun draw = ran(1);
      UUID used = it.reads.decision("2026/IE", commandId).orElseThrow().id();

      Problem problem =
          problem(
              post(
                  path(draw.getRoundId()),
                  "{\"reason\": \"a mistake\", \"size\": 0, \"commandId\": \"%s\"}"
                      .formatted(used)));

      assertThat(problem.getStatusCode().value()).isEqualTo(409);
      assertThat(faults(problem)).extracting(Fault::code).containsExactly("KEY_REUSED");
    }

    private UUID commandId;

    private RoundRun ran(int size) {
      running();
      for (int i = 0; i < 3; i++) {
        it.enters();
      }
      RunRounds order = it.command(size);
      commandId = order.getCommandId();
      it.order(order);
      it.pass(Duration.ofMillis(100));
      return only(it.rounds, RoundRun.class).getLast();
    }

    private String path(UUID round) {
      return "/api/v1/rounds/2026/IE/%s/corrections".formatted(round);
    }

    private String named(String reason, InvitationIssued... invitations) {
      return "{\"reason\": \"%s\", \"invitations\": [%s]}"
          .formatted(
              reason,
              Arrays.stream(invitations)
                  .map(i -> "\"" + i.getInvitationId() + "\"")
                  .collect(joining(", ")));
    }

    private MvcTestResult proof(UUID round, String query) {
      return http.get().uri("/api/v1/rounds/2026/IE/%s/proof%s".formatted(round, query)).exchange();
    }
  }

  // ---- helpers

  private MvcTestResult post(String uri, String body) {
    return http.post().uri(uri).contentType(MediaType.APPLICATION_JSON).content(body).exchange();
  }

  private List<Fault> faults(String uri, String body) {
    MvcTestResult result = post(uri, body);
    assertThat(result).hasStatus(422);
    return faults(problem(result));
  }

  @SuppressWarnings("unchecked") // the kit puts a list of faults there
  private static List<Fault> faults(Problem problem) {
    return (List<Fault>) problem.getBody().getProperties().get("errors");
  }

  private static Problem problem(MvcTestResult result) {
    assertThat(result.getMvcResult().getResolvedException()).isInstanceOf(Problem.class);
    return (Problem) result.getMvcResult().getResolvedException();
  }
}
