package org.iecpools.stats.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonBook;
import org.iecpools.domain.Weeks;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.DaySums;
import org.iecpools.events.InputPosition;
import org.iecpools.events.PartialSums;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RebuildProgress;
import org.iecpools.kit.access.TestTokens;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.web.Api;
import org.iecpools.kit.web.WebOnly;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.DoubleEntry;
import org.iecpools.stats.domain.DoubleEntry.Source;
import org.iecpools.stats.domain.Ledger;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.domain.Rating;
import org.iecpools.stats.domain.Rebuilds;
import org.iecpools.stats.domain.RoundBook;
import org.iecpools.stats.domain.Story;
import org.iecpools.stats.stream.AnswerVersions;
import org.iecpools.stats.stream.ChangeLog;
import org.iecpools.stats.stream.OlderChanges;
import org.iecpools.stats.stream.PublishedValues;
import org.iecpools.stats.stream.RebuildOrders;
import org.iecpools.stats.stream.TestPositions;
import org.iecpools.stats.web.page.PagePaths;
import org.iecpools.track.PublishedHistory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.context.WebApplicationContext;
import tools.jackson.databind.JsonNode;

@SpringBootTest(
    classes = ApiDescriptionTest.HttpOnly.class,
    properties = "management.endpoint.health.validate-group-membership=false")
public class ApiDescriptionTest {

  private static final String DASHBOARD = "GET /api/v1/dashboard";
  private static final String HISTORY = "GET /api/v1/pools/{season}/{country}/{category}/history";
  private static final String OF_STREAM =
      "GET /api/v1/pools/{season}/{country}/{category}/{stream}/history";

  private static final String PROOF = "GET /api/v1/rounds/{season}/{country}/{roundId}/proof";
  private static final String BUNDLE = "GET /api/v1/rounds/{season}/{country}/{roundId}/bundle";
  private static final String SEASONS = "GET /api/v1/seasons";
  private static final String POOL = "GET /api/v1/pools/{season}/{country}/{category}";
  private static final String STREAM = "GET /api/v1/pools/{season}/{country}/{category}/{stream}";
  private static final String ROUNDS = "GET /api/v1/pools/{season}/{country}/{category}/rounds";
  private static final String ROUNDS_OF_STREAM =
      "GET /api/v1/pools/{season}/{country}/{category}/{stream}/rounds";

  private static final String FORECAST = "GET /api/v1/pools/{season}/{country}/{category}/forecast";
  private static final String FORECAST_OF_STREAM =
      "GET /api/v1/pools/{season}/{country}/{category}/{stream}/forecast";

  private static final String SECOND = "2026/IE/WORKING_HOLIDAY";

  private static final String REBUILD = "POST /api/v1/rebuilds";
  private static final String LATEST = "GET /api/v1/rebuilds/latest";

  /** The HTTP endpoints without streams; the data has a pool with more LOIs than its quota. */
  @WebOnly
  @Import({
    ChangeRecordsController.class,
    ChangesController.class,
    DashboardController.class,
    Forecasts.class,
    ForecastsController.class,
    ProofsController.class,
    PoolsController.class,
    RebuildsController.class,
    SeasonsController.class,
    SelectionsController.class,
    StreamDescription.class,
    TableDescription.class,
    VersionDescription.class
  })
  @ComponentScan(basePackageClasses = PagePaths.class)
  public static class HttpOnly {
    @Bean
    SeasonBook seasonBook() {
      SeasonBook seasons = new SeasonBook();
      seasons.apply(Story.quota(1));
      return seasons;
    }

    @Bean
    ServiceClock clock() {
      ServiceClock clock = ServiceClock.simulated();
      clock.accept(new ClockTicked("test", 1L, NOON.plusSeconds(86_400 * 14)));
      return clock;
    }

    @Bean
    ProofClient proofs() {
      return new ProofClient(Optional.empty(), Duration.ofSeconds(1));
    }

    @Bean
    Publications publications() {
      return new Publications(Reference.shipped());
    }

    @Bean
    PublishedHistory published() {
      return new PublishedHistory();
    }

    @Bean
    PublishedValues publishedValues(PublishedHistory published) {
      return new PublishedValues(published);
    }

    @Bean
    ChangeLog changeLog() {
      return new ChangeLog(ChangeRecordsTest.LOG);
    }

    @Bean
    OlderChanges olderChanges() {
      return new MemoryChanges();
    }

    @Bean
    Ledger ledger() {
      return new Ledger();
    }

    @Bean
    AnswerVersions versions(Rebuilds rebuilds, ServiceClock clock) {
      return new TestPositions().versions(rebuilds::serving, clock);
    }

    @Bean
    DoubleEntry draws() {
      return Story.draws();
    }

    @Bean
    Rebuilds rebuilds(Ledger ledger, DoubleEntry draws) {
      return new Rebuilds(Set.of(new Source("iec.pools", 0)), ledger, draws);
    }

    @Bean
    RebuildOrders orders(Rebuilds rebuilds) {
      return new RebuildOrders(
          rebuilds,
          (ordered, by) -> {
            rebuilds.apply(ordered, by.operator(), by.reason());
            return CompletableFuture.completedFuture(null);
          },
          () -> List.of(new InputPosition("iec.pools", 0, 9L)));
    }

    @Bean
    Dashboard dashboard(SeasonBook seasons, Ledger ledger, DoubleEntry draws) {
      ledger.apply(
          PartialSums.newBuilder()
              .setPool(Story.POOL)
              .setWeek(Weeks.weekOf(Weeks.day(NOON)))
              .setSourceTopic("iec.pools")
              .setSourcePartition(0)
              .setDays(
                  List.of(
                      DaySums.newBuilder()
                          .setDay(Weeks.day(NOON))
                          .setEntered(5)
                          .setInvited(3)
                          .setLois(2)
                          .build()))
              .build());
      RoundBook rounds = new RoundBook();
      rounds.apply(Story.round(1, 3));
      return new Dashboard(ledger, rounds, draws, seasons, Reference.shipped());
    }
  }

  /** The same, with streams that end at once, for clients that read every answer to its end. */
  @Import(HttpOnly.class)
  static class HttpWithShortStreams {
    @Bean
    ChangeStreams.Limits shortStreams() {
      return new ChangeStreams.Limits(
          1_000, Duration.ofMillis(1), Duration.ofSeconds(1), Duration.ofMillis(1));
    }

    @Bean
    ChangeListeners.Limits shortListeners() {
      return new ChangeListeners.Limits(1_000, Duration.ofSeconds(1), Duration.ofMillis(1));
    }
  }

  @Autowired private WebApplicationContext context;
  @Autowired private SeasonBook seasons;
  @Autowired private Rebuilds rebuilds;
  @Autowired private ServiceClock clock;
  private MockMvcTester http;
  private Api api;

  @BeforeEach
  void ask() throws Exception {
    http = TestTokens.permitted(context);
    api = Api.of(context);
  }

  @Test
  void everyEndpointIsDescribedCompletely() throws Exception {
    assertThat(api.operations())
        .containsExactlyInAnyOrder(
            DASHBOARD,
            HISTORY,
            OF_STREAM,
            PROOF,
            BUNDLE,
            "GET /api/v1/changes",
            "GET /api/v1/changes/stream",
            "GET /api/v1/changes/history",
            SEASONS,
            POOL,
            STREAM,
            ROUNDS,
            ROUNDS_OF_STREAM,
            FORECAST,
            FORECAST_OF_STREAM,
            REBUILD,
            LATEST,
            "GET /selections.xml",
            "GET /selections.json",
            "GET /selections.csv");
    assertThat(api.faults()).isEmpty();
    api.isCommitted("stats-service");
  }

  @Test
  void theDashboardIsAnsweredAsDescribed() {
    String body = body("/api/v1/dashboard");

    assertThat(body).contains("MORE_LOIS_THAN_QUOTA");
    assertThat(api.faults(DASHBOARD, 200, body)).isEmpty();
    assertThat(api.faults(DASHBOARD, 200, body("/api/v1/dashboard?season=2099"))).isEmpty();
  }

  @Test
  @DirtiesContext // announces quotas
  void wordsInPlaceOfNumbersAreDescribedToo() {
    for (QuotaKind kind :
        List.of(QuotaKind.UNLIMITED, QuotaKind.TO_BE_ANNOUNCED, QuotaKind.NOT_OFFERED)) {
      seasons.apply(Story.quota(kind));

      assertThat(api.faults(DASHBOARD, 200, body("/api/v1/dashboard"))).isEmpty();
    }
  }

  @Test
  void listsOfValuesAreThoseOfTheEnums() {
    assertThat(
            api.json()
                .at("/components/schemas/Row/properties/rating/enum")
                .valueStream()
                .map(JsonNode::asString))
        .containsExactlyElementsOf(Arrays.stream(Rating.values()).map(Rating::text).toList());
    assertThat(api.json().toString())
        .contains(
            "[\"unlimited\",\"to be announced\",\"not offered\"]",
            "[\"permits\",\"unlimited\",\"to be announced\",\"not offered\"]",
            "[\"announced\",\"reference\",\"none\",\"published\"]",
            "[\"WORKING_HOLIDAY\",\"YOUNG_PROFESSIONALS\",\"INTERNATIONAL_COOP\"]")
        .doesNotContain("\"UNKNOWN\"");
  }

  @Test
  void everyColumnIsDescribed() {
    String header = body("/api/v1/dashboard?format=csv").lines().findFirst().orElseThrow();

    Set<String> columns =
        new TreeSet<>(api.json().at("/components/schemas/Row/properties").propertyNames());
    columns.remove("changeSinceLastPublication");
    api.json()
        .at("/components/schemas/ChangeSinceLastPublication/properties")
        .propertyNames()
        .forEach(field -> columns.add("changeSinceLastPublication." + field));
    assertThat(columns).containsExactlyInAnyOrder(header.split(","));
  }

  @Test
  @DirtiesContext // another version is served afterwards
  void aRebuildIsOrderedAnsweredAndFollowedAsDescribed() {
    assertThat(api.faults(LATEST, 200, body("/api/v1/rebuilds/latest"))).isEmpty();

    assertThat(rebuild("{\"reason\": 7}")).hasStatus(422);
    assertThat(rebuild(api.requestExample(REBUILD)))
        .hasStatus(202)
        .hasHeader("Location", "/api/v1/rebuilds/latest")
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"serving": 0, "building": 1, "partitions": {"all": 1, "done": 0},
             "records": {"all": 10, "done": 0}}
            """);
    assertThat(http.post().uri("/api/v1/rebuilds"))
        .hasStatus(409)
        .bodyJson()
        .extractingPath("$.errors[0].code")
        .isEqualTo("REBUILD_RUNNING");

    rebuilds.apply(new RebuildProgress(1, "iec.pools", 0, 4L, false));
    assertThat(body("/api/v1/rebuilds/latest"))
        .contains("\"done\":4", "\"orderedBy\":\"alice\"", "\"reason\":\"A counting error");
    rebuilds.apply(new RebuildProgress(1, "iec.pools", 0, 10L, true));
    rebuilds.compare();
    rebuilds.serve();
    String served = body("/api/v1/rebuilds/latest");
    assertThat(served)
        .contains("\"serving\":1", "{\"count\":\"ENTERED\",\"before\":5,\"after\":0}");
    assertThat(api.faults(LATEST, 200, served)).isEmpty();
  }

  private MvcTestResult rebuild(String body) {
    return http.post()
        .uri("/api/v1/rebuilds")
        .principal(() -> "alice")
        .contentType(MediaType.APPLICATION_JSON)
        .content(body)
        .exchange();
  }

  @Test
  void seasonsAndPoolsAreAnsweredAsDescribed() {
    assertThat(api.faults(SEASONS, 200, body("/api/v1/seasons"))).isEmpty();
    String pool = "/api/v1/pools/2026/IE/WORKING_HOLIDAY";
    assertThat(api.faults(POOL, 200, body(pool))).isEmpty();
    assertThat(api.faults(ROUNDS, 200, body(pool + "/rounds"))).isEmpty();
    assertThat(api.faults(FORECAST, 200, body(pool + "/forecast?afterWeeks=4&second=" + SECOND)))
        .isEmpty();
    assertThat(api.faults(FORECAST, 400, body(pool + "/forecast?afterWeeks=53"))).isEmpty();
    assertThat(api.faults(STREAM, 404, body("/api/v1/pools/2026/FR/YOUNG_PROFESSIONALS/VIE")))
        .isEmpty();
    assertThat(api.faults(ROUNDS, 400, body(pool + "/rounds?limit=0"))).isEmpty();
  }

  @Test
  void historyIsAnsweredAsDescribed() {
    assertThat(api.faults(HISTORY, 200, body("/api/v1/pools/2026/IE/WORKING_HOLIDAY/history")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {2021, 2026, 2032})
  @DirtiesContext // the clock is in that year afterwards
  void theExamplesOfTheParametersAreUnderstoodInEveryYear(int year) throws Exception {
    clock.accept(new ClockTicked("test", 2L, Instant.parse(year + "-01-28T18:00:00Z")));
    Api then = api.inYear(year);
    MvcTestResult answer =
        http.get()
            .uri(
                "/api/v1/dashboard?season=%s&country=%s&asOf=%s&knownAt=%s"
                    .formatted(
                        then.parameterExample(DASHBOARD, "season"),
                        then.parameterExample(DASHBOARD, "country"),
                        then.parameterExample(DASHBOARD, "asOf"),
                        then.parameterExample(DASHBOARD, "knownAt")))
            .exchange();

    assertThat(then.parameterExample(DASHBOARD, "season")).isEqualTo(String.valueOf(year));
    assertThat(then.faults()).isEmpty();
    assertThat(answer).hasStatusOk();
  }

  @Test
  void problemsAreAsDescribed() {
    assertThat(api.faults(DASHBOARD, 400, body("/api/v1/dashboard?colour=red"))).isEmpty();
    assertThat(
            api.faults(
                PROOF,
                404,
                body(
                    "/api/v1/rounds/2026/IE/%s/proof"
                        .formatted(api.parameterExample(PROOF, "roundId")))))
        .isEmpty();
    assertThat(api.faults(DASHBOARD, 409, body("/api/v1/dashboard?minVersion=" + example())))
        .isEmpty();
    assertThat(
            api.faults(
                OF_STREAM, 404, body("/api/v1/pools/2026/FR/YOUNG_PROFESSIONALS/VIE/history")))
        .isEmpty();
  }

  @Test
  void everyReadOfNumbersDescribesItsVersionAndHowToAskForOne() {
    for (String operation :
        List.of(
            DASHBOARD,
            HISTORY,
            OF_STREAM,
            SEASONS,
            POOL,
            STREAM,
            ROUNDS,
            ROUNDS_OF_STREAM,
            FORECAST,
            FORECAST_OF_STREAM)) {
      assertThat(api.parameterExample(operation, "minVersion")).isEqualTo(example());
      assertThat(api.parameterExample(operation, "Iec-Min-Version")).isEqualTo(example());
      assertThat(api.parameterExample(operation, "maxWaitMillis")).isEqualTo("500");
      String path = operation.substring("GET ".length()).replace("/", "~1");
      for (String status : List.of("200", "304")) {
        assertThat(
                api.json()
                    .at("/paths/%s/get/responses/%s/headers/Iec-Version".formatted(path, status))
                    .isMissingNode())
            .as("%s %s", operation, status)
            .isFalse();
      }
    }
  }

  private String example() {
    return api.parameterExample(DASHBOARD, "minVersion");
  }

  private String body(String uri) {
    return new String(http.get().uri(uri).exchange().getResponse().getContentAsByteArray(), UTF_8);
  }
}
