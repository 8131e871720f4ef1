package org.iecpools.stats.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.entered;
import static org.iecpools.stats.domain.Story.plan;
import static org.iecpools.stats.domain.Story.quota;
import static org.iecpools.stats.domain.Story.round;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.iecpools.domain.Reference;
import org.iecpools.domain.Weeks;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.QuotaKind;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.domain.StatsInMemory;
import org.iecpools.stats.stream.AnswerVersions;
import org.iecpools.stats.stream.TestPositions;
import org.iecpools.track.PublishedHistory;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ForecastsControllerTest {

  private static final String IRELAND = "/api/v1/pools/2026/IE/WORKING_HOLIDAY/forecast";
  private static final String VIE = "/api/v1/pools/2026/FR/YOUNG_PROFESSIONALS/VIE/forecast";
  private static final LocalDate FIRST = Weeks.weekOf(Weeks.day(NOON));

  private final StatsInMemory stats = StatsInMemory.with();
  private final ServiceClock clock = ServiceClock.simulated();
  private final PublishedHistory published = new PublishedHistory();
  private final Publications publications = new Publications(Reference.shipped());
  private final MockMvcTester http;

  ForecastsControllerTest() {
    clock.accept(new ClockTicked("test", 1L, Instant.parse("2026-05-02T16:00:00Z")));
    AnswerVersions versions = new TestPositions().versions(() -> 0, clock);
    Forecasts forecasts = new Forecasts(stats.dashboard, publications, published);
    this.http =
        MockMvcTester.of(
            List.of(
                new ForecastsController(
                    forecasts, stats.dashboard, publications, published, clock, versions)),
            mvc -> mvc.setControllerAdvice(new DashboardControllerTest.Problems()).build());
  }

  private void state(String date, String invitations) {
    Published.apply(
        published,
        Published.read(Published.feed(date, invitations)),
        1,
        Instant.parse("2026-05-02T12:00:00Z"));
  }

  private void publish(LocalDate week) {
    publications
        .publication(stats.dashboard, Weeks.end(week), stats.dashboard.seasons(), Weeks.end(week))
        .forEach(publications::apply);
  }

  private MvcTestResult get(String uri, String... headers) {
    MockMvcTester.MockMvcRequestBuilder request = http.get().uri(URI.create(uri));
    for (int i = 0; i < headers.length; i += 2) {
      request = request.header(headers[i], headers[i + 1]);
    }
    return request.exchange();
  }

  private JsonNode json(String uri) {
    MvcTestResult result = get(uri);
    assertThat(result).as(uri).hasStatusOk();
    return JsonMapper.shared().readTree(result.getResponse().getContentAsByteArray());
  }

  private static void assertIsChance(JsonNode chance) {
    assertThat(chance.get("low").asDouble()).isBetween(0.0, chance.get("chance").asDouble());
    assertThat(chance.get("high").asDouble()).isBetween(chance.get("chance").asDouble(), 1.0);
  }

  @Nested
  class OfWhatIsOnlyPublished {

    @Test
    void theForecastIsAsOfTheLastPublicationWithItsFiguresAndAssumptions() {
      state("April 24, 2026", "4,000");
      state("May 1, 2026", "4,002");

      JsonNode forecast = json(IRELAND);

      assertThat(forecast.get("source").asString()).isEqualTo("published");
      assertThat(forecast.get("asOf").asString()).isEqualTo("2026-05-01");
      assertThat(forecast.get("limits")).isEmpty();
      assertIsChance(forecast.get("nextRound"));
      assertIsChance(forecast.get("season"));
      assertThat(forecast.at("/rounds/left").asInt()).isEqualTo(26);
      assertThat(forecast.at("/rounds/announced").asBoolean()).isFalse();
      assertThat(forecast.at("/learnedFrom/publications").asInt()).isEqualTo(2);
      assertThat(forecast.at("/learnedFrom/seasons").asInt()).isEqualTo(1);
      assertThat(forecast.at("/figures/invitations").asString()).isEqualTo("4,002");
      assertThat(forecast.at("/figures/lastWeek/share").asDouble()).isEqualTo(1);
      assertThat(forecast.get("assumptions").valueStream().map(JsonNode::asString))
          .contains("The quota is unlimited, so spots do not limit the chance.");
    }

    @Test
    void aNewPublicationIsLearnedFrom() {
      state("April 24, 2026", "4,000");
      double before = json(IRELAND).at("/nextRound/chance").asDouble();

      state("May 1, 2026", "3,999");

      assertThat(json(IRELAND).at("/nextRound/chance").asDouble()).isLessThan(before - 0.1);
    }

    @Test
    void anEmptyPoolHasAForecastForWhoeverEntersIt() {
      state("April 24, 2026", "4,000");

      JsonNode forecast = json("/api/v1/pools/2026/AD/WORKING_HOLIDAY/forecast");

      assertThat(forecast.at("/limits/0").asString()).isEqualTo("EMPTY_POOL");
      assertThat(forecast.at("/nextRound/chance").asDouble()).isGreaterThan(0.8);
    }

    @Test
    void aPoolOfNoPublicationIsUnknown() {
      state("April 24, 2026", "4,000");

      assertThat(get("/api/v1/pools/2026/DE/WORKING_HOLIDAY/forecast"))
          .hasStatus(HttpStatus.NOT_FOUND)
          .bodyText()
          .contains("UNKNOWN_POOL");
      assertThat(get("/api/v1/pools/2031/IE/WORKING_HOLIDAY/forecast"))
          .hasStatus(HttpStatus.NOT_FOUND);
    }
  }

  @Nested
  class OfWhatIsCounted {

    private void count(int weeks) {
      stats.take(quota(1000));
      stats.take(plan(NOON, NOON.plus(Duration.ofDays(7 * 20))));
      IntStream.rangeClosed(1, 200).forEach(person -> stats.take(entered(person)));
      for (int week = 0; week < weeks; week++) {
        stats.take(
            round(week + 1, 0, 10, NOON.plus(Duration.ofDays(7L * week)).plusSeconds(86_400)));
        publish(FIRST.plusWeeks(week));
      }
    }

    @Test
    void theForecastIsAsOfTheLastPublicationAndHasTheRoundsOfThePlan() {
      count(3);

      JsonNode forecast = json(IRELAND);

      assertThat(forecast.get("source").asString()).isEqualTo("counted");
      assertThat(forecast.get("asOf").asString()).isEqualTo(FIRST.plusWeeks(2).toString());
      assertIsChance(forecast.get("nextRound"));
      assertThat(forecast.at("/rounds/left").asInt()).isEqualTo(18);
      assertThat(forecast.at("/rounds/announced").asBoolean()).isTrue();
      assertThat(forecast.at("/learnedFrom/poolWeeks").asInt()).isEqualTo(2);
      assertThat(forecast.at("/figures/lastWeek/share").asDouble()).isPositive();
    }

    @Test
    void aPoolThatIsCountedIsNotForecastFromWhatIsPublishedElsewhere() {
      state("April 24, 2026", "4,000");
      count(2);

      assertThat(json(IRELAND).get("source").asString()).isEqualTo("counted");
      assertThat(json(VIE).get("source").asString()).isEqualTo("published");
    }

    @Test
    void afterTheFinalRoundNoChanceIsLeft() {
      stats.take(quota(1000));
      stats.take(plan(NOON.minusSeconds(3600), NOON));
      IntStream.rangeClosed(1, 20).forEach(person -> stats.take(entered(person)));
      publish(FIRST);

      JsonNode forecast = json(IRELAND);

      assertThat(forecast.at("/limits/0").asString()).isEqualTo("NO_ROUND_LEFT");
      assertThat(forecast.at("/season/chance").asDouble()).isZero();
      assertThat(forecast.at("/season/high").asDouble()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"TO_BE_ANNOUNCED, QUOTA_TO_BE_ANNOUNCED", "NOT_OFFERED, NOT_OFFERED"})
    void withoutAQuotaTheReasonIsStated(QuotaKind kind, String limit) {
      stats.take(quota(kind));
      stats.take(plan(NOON, NOON.plus(Duration.ofDays(70))));
      stats.take(entered(1));
      publish(FIRST);

      JsonNode forecast = json(IRELAND);

      assertThat(forecast.at("/limits/0").asString()).isEqualTo(limit);
      assertThat(forecast.has("nextRound")).isFalse();
      assertThat(forecast.has("season")).isFalse();
      assertThat(forecast.get("assumptions")).isNotEmpty();
    }

    @Test
    void aPoolThatIsNotPublishedYetSaysSo() {
      stats.take(quota(1000));
      stats.take(plan(NOON, NOON.plus(Duration.ofDays(70))));

      JsonNode forecast = json(IRELAND);

      assertThat(forecast.at("/limits/0").asString()).isEqualTo("NOT_PUBLISHED");
      assertThat(forecast.get("asOf").isNull()).isTrue();
      assertThat(forecast.at("/learnedFrom/publications").asInt()).isZero();
    }

    @Test
    void rowsWithoutTheirPublicationAreNotUsed() {
      stats.take(quota(1000));
      publications
          .publication(
              stats.dashboard, Weeks.end(FIRST), stats.dashboard.seasons(), Weeks.end(FIRST))
          .stream()
          .limit(1)
          .forEach(publications::apply);

      assertThat(json(IRELAND).at("/limits/0").asString()).isEqualTo("NOT_PUBLISHED");
    }
  }

  @Nested
  class Questions {

    @Test
    void anEntryLaterMissesRounds() {
      state("April 24, 2026", "4,000");

      JsonNode now = json(VIE + "?afterWeeks=0");
      JsonNode later = json(VIE + "?afterWeeks=20");
      JsonNode tooLate = json(VIE + "?afterWeeks=52");

      assertThat(now.at("/later/season")).isEqualTo(now.get("season"));
      assertThat(later.at("/later/roundsLeft").asInt())
          .isEqualTo(now.at("/later/roundsLeft").asInt() - 20);
      assertThat(later.at("/later/season/chance").asDouble())
          .isLessThan(now.at("/season/chance").asDouble());
      assertThat(tooLate.at("/later/season/chance").asDouble()).isZero();
      assertThat(tooLate.get("season")).isEqualTo(now.get("season"));
    }

    @Test
    void twoPeopleMayBeInOnePoolOrInTwo() {
      state("April 24, 2026", "4,000");

      JsonNode one = json(VIE + "?second=2026/fr/young_professionals/vie").get("twoPeople");
      JsonNode two = json(VIE + "?second=2026/IE/WORKING_HOLIDAY").get("twoPeople");

      double chance = one.at("/second/nextRound/chance").asDouble();
      assertThat(one.at("/nextRound/both/chance").asDouble()).isLessThan(chance * chance);
      assertThat(two.at("/nextRound/both/chance").asDouble())
          .isEqualTo(chance * two.at("/second/nextRound/chance").asDouble());
      for (JsonNode answer : List.of(one, two)) {
        for (String when : List.of("nextRound", "season")) {
          assertIsChance(answer.get(when).get("both"));
          assertIsChance(answer.get(when).get("atLeastOne"));
        }
      }
    }

    @Test
    void twoPoolsOfAPersonAreNeverWorseThanOne() {
      state("April 24, 2026", "4,000");

      JsonNode answer = json(VIE + "?alsoIn=2026/FR/YOUNG_PROFESSIONALS");

      assertIsChance(answer.at("/twoPools/nextRound"));
      assertThat(answer.at("/twoPools/nextRound/chance").asDouble())
          .isGreaterThan(answer.at("/nextRound/chance").asDouble())
          .isGreaterThan(answer.at("/twoPools/alsoIn/nextRound/chance").asDouble());
    }

    @Test
    void whereTheOtherPoolHasNoForecastTheReasonIsStated() {
      state("April 24, 2026", "4,000");

      JsonNode two = json(VIE + "?second=2026/DE/WORKING_HOLIDAY").get("twoPeople");

      assertThat(two.at("/second/limits/0").asString()).isEqualTo("NOT_PUBLISHED");
      assertThat(two.has("nextRound")).isFalse();
    }

    @Test
    void allFaultsAreStatedAtOnce() {
      MvcTestResult answer =
          get(
              "/api/v1/pools/2026/IE/WORKING_HOLIDAY/forecast?afterWeeks=53&second=2025/IE/WORKING_HOLIDAY&alsoIn=2026/FR/WORKING_HOLIDAY&colour=red");

      assertThat(answer).hasStatus(HttpStatus.BAD_REQUEST);
      assertThat(
              JsonMapper.shared()
                  .readTree(answer.getResponse().getContentAsByteArray())
                  .get("errors")
                  .valueStream()
                  .map(
                      fault ->
                          fault.get("pointer").asString() + " " + fault.get("code").asString()))
          .containsExactlyInAnyOrder(
              "afterWeeks OUT_OF_RANGE",
              "second BAD_POOL",
              "alsoIn BAD_POOL",
              "colour UNKNOWN_PARAMETER");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "afterWeeks=-1",
          "afterWeeks=soon",
          "second=IE",
          "alsoIn=2026/IE/WORKING_HOLIDAY",
          "alsoIn=2027/IE/YOUNG_PROFESSIONALS"
        })
    void whatCannotBeAskedIsRefused(String query) {
      state("April 24, 2026", "4,000");

      assertThat(get(IRELAND + "?" + query)).hasStatus(HttpStatus.BAD_REQUEST);
    }
  }

  @Test
  void aForecastIsCachedUntilItChanges() {
    state("April 24, 2026", "4,000");
    MvcTestResult first = get(IRELAND);
    String tag = first.getResponse().getHeader(HttpHeaders.ETAG);

    assertThat(first).hasHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    assertThat(first.getResponse().getHeader(VersionedAnswers.HEADER)).isNotNull();
    assertThat(get(IRELAND, HttpHeaders.IF_NONE_MATCH, tag)).hasStatus(HttpStatus.NOT_MODIFIED);
    state("May 1, 2026", "4,100");
    assertThat(get(IRELAND, HttpHeaders.IF_NONE_MATCH, tag)).hasStatusOk();
  }
}
