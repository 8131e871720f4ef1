package org.iecpools.stats.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.POOL;
import static org.iecpools.stats.domain.Story.plan;
import static org.iecpools.stats.domain.Story.quota;
import static org.iecpools.stats.domain.Story.round;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonBook;
import org.iecpools.domain.Weeks;
import org.iecpools.events.Category;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.DaySums;
import org.iecpools.events.InputPosition;
import org.iecpools.events.PartialSums;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolSizeShare;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RoundRun;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.DoubleEntry;
import org.iecpools.stats.domain.Ledger;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.domain.RoundBook;
import org.iecpools.stats.domain.Story;
import org.iecpools.stats.stream.AnswerVersions;
import org.iecpools.stats.stream.TestPositions;
import org.iecpools.track.PublishedHistory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

class DashboardControllerTest {

  private static final String DASHBOARD = "/api/v1/dashboard";
  private static final String ONE_POOL = "/api/v1/pools/2026/IE/WORKING_HOLIDAY";
  private static final String HISTORY = "/api/v1/pools/2026/IE/WORKING_HOLIDAY/history";

  /** Replaces the error handling that the kit provides in the running service. */
  @RestControllerAdvice
  static class Problems extends ResponseEntityExceptionHandler {}

  private final Ledger ledger = new Ledger();
  private final RoundBook rounds = new RoundBook();
  private final SeasonBook seasons = new SeasonBook();
  private final ServiceClock clock = ServiceClock.simulated();
  private final DoubleEntry draws = Story.draws();
  private final Dashboard dashboard =
      new Dashboard(ledger, rounds, draws, seasons, Reference.shipped());
  private final Publications publications = new Publications(Reference.shipped());
  private final PublishedHistory published = new PublishedHistory();
  private final MockMvcTester http =
      MockMvcTester.of(
          controllers(dashboard, publications, clock),
          mvc -> mvc.setControllerAdvice(new Problems()).build());

  @BeforeEach
  void aPoolWithAHistory() {
    clock.accept(new ClockTicked("test", 1L, NOON.plusSeconds(86_400 * 14)));
    seasons.apply(quota(100));
    rounds.apply(round(1, 2));
    ledger.apply(
        sums(DaySums.newBuilder().setDay(Weeks.day(NOON)).setEntered(5).setInvited(2).setLois(1)));
  }

  @Test
  void theDashboardOfTheLatestSeasonIsTheDefault() {
    seasons.apply(quota(new Quota(QuotaKind.NUMBER, 1), Instant.EPOCH));

    assertThat(get(DASHBOARD))
        .hasStatusOk()
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"season": 2026, "seasonState": "no plan", "seasons": [2026], "live": true, "week": "2026-01-30",
             "rows": [{
               "pool": "2026/IE/WORKING_HOLIDAY", "season": 2026, "country": "IE",
               "countryName": "Ireland", "category": "WORKING_HOLIDAY", "stream": null,
               "quota": 100, "quotaSource": "announced", "invitationsIssued": 2,
               "quotaNumber": 100, "quotaStatus": "permits",
               "candidatesInPool": 3, "spotsAvailable": 99,
               "spotsNumber": 99, "spotsStatus": "permits",
               "rating": "Excellent", "chance": 1.0, "loisIssued": 1, "openInvitations": 1,
               "lastRoundAt": "2026-01-14T18:00:00Z", "asOf": "2026-01-28T18:00:00Z",
               "week": "2026-01-30", "revision": 0, "poolSizeDifference": null,
               "notDrawable": null, "anomalies": []}]}
            """);
  }

  @Test
  void aSeasonFarAheadOrWithoutPlanAndNumbersIsNotTheDefault() {
    for (int season : List.of(2027, 2062)) {
      seasons.apply(
          QuotaAnnounced.newBuilder(quota(5))
              .setEventId(UUID.randomUUID())
              .setPool(PoolIds.of(season, "IE", Category.WORKING_HOLIDAY))
              .setOverride("a trial")
              .build());
    }

    assertThat(get(DASHBOARD)).bodyJson().extractingPath("$.season").isEqualTo(2026);
    assertThat(get(DASHBOARD + "?season=2062"))
        .bodyJson()
        .extractingPath("$.rows[0].quota")
        .isEqualTo(5);
  }

  @Test
  void howADrawSawThePoolStandsBesideTheNumbers() {
    RoundRun draw =
        RoundRun.newBuilder(round(2, 0))
            .setSeq(2L)
            .setPoolSize(4)
            .setDrawable(3)
            .setLog("log")
            .setPositions(List.of(new InputPosition("iec.pools", 0, 9L)))
            .build();
    draws.apply(draw);
    rounds.apply(draw);
    assertThat(get(DASHBOARD)).bodyJson().extractingPath("$.rows[0].poolSizeDifference").isNull();

    draws.apply(new PoolSizeShare(POOL, draw.getRoundId(), "iec.pools", 0, 4L, 0));
    assertThat(get(DASHBOARD))
        .bodyJson()
        .extractingPath("$.rows[0].poolSizeDifference")
        .isEqualTo(0);

    draws.apply(new PoolSizeShare(POOL, draw.getRoundId(), "iec.pools", 0, 6L, 0));
    assertThat(get(DASHBOARD))
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"rows": [{"poolSizeDifference": 2, "anomalies": [{"code": "POOL_SIZE_DIFFERS"}]}]}
            """);
    assertThat(get(DASHBOARD))
        .bodyJson()
        .extractingPath("$.rows[0].notDrawable")
        .as("4 seen in the pool, 3 who could be drawn")
        .isEqualTo(1);
    assertThat(get(DASHBOARD + "?asOf=2026-01-13"))
        .bodyJson()
        .extractingPath("$.rows[0].poolSizeDifference")
        .isNull();
  }

  @ParameterizedTest
  @CsvSource({"UNLIMITED,unlimited", "TO_BE_ANNOUNCED,to be announced", "NOT_OFFERED,not offered"})
  void aQuotaWithoutANumberIsAWord(QuotaKind kind, String word) {
    seasons.apply(quota(new Quota(kind, null), NOON));

    assertThat(get(DASHBOARD))
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"rows": [{"quota": "%s", "quotaNumber": null, "quotaStatus": "%s"}]}
            """
                .formatted(word, word));
  }

  @Test
  void asOfGivesTheNumbersOfThatTimeAndTheEffectiveInstant() {
    assertThat(get(DASHBOARD + "?asOf=2026-01-14T23:00:00Z"))
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"live": false, "asOf": "2026-01-14T05:00:00Z",
             "rows": [{"candidatesInPool": 0, "invitationsIssued": 0, "week": "2026-01-16"}]}
            """);
  }

  @Test
  void asOfADateIncludesThatDay() {
    assertThat(get(DASHBOARD + "?asOf=2026-01-13"))
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"asOf": "2026-01-14T05:00:00Z", "rows": [{"candidatesInPool": 0}]}
            """);
    assertThat(get(DASHBOARD + "?asOf=2026-01-14"))
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"live": false, "asOf": "2026-01-15T05:00:00Z", "week": "2026-01-16",
             "rows": [{"candidatesInPool": 3, "lastRoundAt": "2026-01-14T18:00:00Z"}]}
            """);
    assertThat(get(DASHBOARD + "?asOf=2026-01-28"))
        .as("today is not over yet")
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"live": false, "asOf": "2026-01-28T18:00:00Z", "rows": [{"candidatesInPool": 3}]}
            """);
  }

  @Test
  void theEndOfTodayIsNotInTheFuture() {
    assertThat(get(DASHBOARD + "?asOf=2026-01-29T05:00:00Z"))
        .bodyJson()
        .extractingPath("$.rows[0].candidatesInPool")
        .isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-01-29", "2026-01-29T05:00:00.001Z", "2027-01-01T00:00:00Z"})
  void aDayInTheFutureIsAFault(String time) {
    for (String uri :
        List.of(DASHBOARD + "?asOf=", DASHBOARD + "?knownAt=", HISTORY + "?knownAt=")) {
      assertThat(get(uri + time))
          .hasStatus(HttpStatus.BAD_REQUEST)
          .bodyJson()
          .extractingPath("$.errors[0].detail")
          .asString()
          .endsWith(" is in the future; today is 2026-01-28 in Toronto.");
    }
  }

  @Test
  void theStateOfTheSeasonIsThatAtTheTimeOfTheRows() {
    seasons.apply(plan(NOON.minusSeconds(86_400), NOON.plusSeconds(86_400 * 7)));

    assertThat(get(DASHBOARD))
        .bodyJson()
        .isLenientlyEqualTo("{\"live\": true, \"seasonState\": \"ended\"}");
    assertThat(get(DASHBOARD + "?asOf=2026-01-14"))
        .bodyJson()
        .isLenientlyEqualTo("{\"live\": false, \"seasonState\": \"running\"}");
    assertThat(get(DASHBOARD + "?asOf=2026-01-12"))
        .bodyJson()
        .isLenientlyEqualTo("{\"seasonState\": \"before\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"IE", "ireland", "Irlande", "%C3%89ire", "republic%20of%20ireland"})
  void aCountryMayBeNamed(String name) {
    assertThat(get(DASHBOARD + "?country=" + name))
        .bodyJson()
        .extractingPath("$.rows[*].country")
        .asArray()
        .containsExactly("IE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "country=FR,Irlande | 1",
        "country=FR,DE | 0",
        "rating=excellent | 1",
        "rating=LOW | 0",
        "open=1 | 1",
        "open=0 | 1",
        "country=IE&rating=EXCELLENT&open=1 | 1"
      })
  void filtersMayBeCombined(String query, int rows) {
    assertThat(get(DASHBOARD + "?" + query))
        .bodyJson()
        .extractingPath("$.rows.length()")
        .isEqualTo(rows);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"country=IE,", "country=IE,Atlantis", "rating=GOOD", "rating=", "open=yes"})
  void anUnknownFilterIsAFault(String query) {
    assertThat(get(DASHBOARD + "?" + query)).hasStatus(HttpStatus.BAD_REQUEST);
  }

  @Test
  void filtersNarrowTheRows() {
    assertThat(get(DASHBOARD + "?country=ie&category=working_holiday"))
        .bodyJson()
        .extractingPath("$.rows.length()")
        .isEqualTo(1);
    assertThat(get(DASHBOARD + "?category=INTERNATIONAL_COOP"))
        .bodyJson()
        .extractingPath("$.rows.length()")
        .isEqualTo(0);
    assertThat(get(DASHBOARD + "?country=FR"))
        .bodyJson()
        .extractingPath("$.rows.length()")
        .isEqualTo(0);
  }

  @Test
  void everyFaultOfARequestIsReportedAtOnce() {
    assertThat(
            get(
                DASHBOARD
                    + "?season=26&country=Atlantis&category=AU_PAIR&asOf=yesterday"
                    + "&format=xml&knownAt=tomorrow&colour=red"))
        .hasStatus(HttpStatus.BAD_REQUEST)
        .hasContentType("application/problem+json")
        .bodyJson()
        .extractingPath("$.errors[*].code")
        .asArray()
        .containsExactlyInAnyOrder(
            "BAD_SEASON",
            "UNKNOWN_COUNTRY",
            "UNKNOWN_VALUE",
            "BAD_INSTANT",
            "BAD_INSTANT",
            "UNKNOWN_VALUE",
            "UNKNOWN_PARAMETER");
  }

  @Test
  void knownAtIsWhatWasPublishedByThenAndAsOfWhatIsKnownNow() {
    // given a week that was published and whose figures have changed since
    LocalDate friday = Weeks.weekOf(Weeks.day(NOON));
    Instant published = Weeks.end(friday);
    publications
        .publication(dashboard, Weeks.end(friday), dashboard.seasons(), published)
        .forEach(publications::apply);
    ledger.apply(
        sums(DaySums.newBuilder().setDay(Weeks.day(NOON)).setEntered(6).setInvited(2).setLois(1)));

    assertThat(get(DASHBOARD + "?knownAt=" + published.plusSeconds(3600)))
        .hasStatusOk()
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"week": "2026-01-16", "live": false, "knownAt": "2026-01-16T06:00:00Z",
             "rows": [{"candidatesInPool": 3, "revision": 1}], "notPublished": []}\
            """);
    assertThat(get(DASHBOARD + "?asOf=" + published))
        .bodyJson()
        .isLenientlyEqualTo("{\"rows\": [{\"candidatesInPool\": 4, \"revision\": 0}]}");
    assertThat(get(DASHBOARD + "?knownAt=" + published.minusSeconds(1)))
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"week": null, "rows": [], "notPublished": ["2026/IE/WORKING_HOLIDAY"]}
            """);
    assertThat(get(DASHBOARD + "?knownAt=2026-01-15"))
        .bodyJson()
        .isLenientlyEqualTo("{\"rows\": []}");
    assertThat(get(DASHBOARD + "?knownAt=2026-01-16"))
        .bodyJson()
        .isLenientlyEqualTo("{\"rows\": [{\"candidatesInPool\": 3}]}");
    assertThat(get(HISTORY + "?knownAt=" + published))
        .bodyJson()
        .isLenientlyEqualTo("{\"rows\": [{\"week\": \"2026-01-16\", \"candidatesInPool\": 3}]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-30",
        "2026-01-01T00:00:00",
        "+1000000000-01-01T00:00:00Z",
        "0001-01-01",
        "",
        "2026-01-01T00:00:00+19:00"
      })
  void anInvalidInstantIsAFault(String text) {
    assertThat(http.get().uri(DASHBOARD).param("asOf", text).exchange())
        .hasStatus(HttpStatus.BAD_REQUEST);
  }

  @Test
  void aParameterGivenTwiceIsAFault() {
    assertThat(get(DASHBOARD + "?country=IE&country=FR")).hasStatus(HttpStatus.BAD_REQUEST);
  }

  @Test
  void csvHasTheSameRows() {
    String expected =
        "pool,season,country,countryName,category,stream,source,quota,quotaNumber,quotaStatus,"
            + "quotaSource,invitationsIssued,"
            + "candidatesInPool,spotsAvailable,spotsNumber,spotsStatus,rating,chance,loisIssued,"
            + "openInvitations,lastRoundAt,asOf,week,revision,poolSizeDifference,notDrawable,"
            + "anomalies,poolStatus,publishedAt,nextPublicationAt,firstRoundAt,nextRoundAt,"
            + "nextRoundAnnouncedSize,finalRoundAt,roundsLeft,"
            + "changeSinceLastPublication.since,changeSinceLastPublication.quota,"
            + "changeSinceLastPublication.invitations,changeSinceLastPublication.candidates,"
            + "changeSinceLastPublication.spots,changeSinceLastPublication.lois,"
            + "changeSinceLastPublication.openInvitations,"
            + "publishedBy,publishedOn,publishedRevision,publishedFirstRound,publishedFinalRound,"
            + "publishedQuota,"
            + "publishedInvitations,publishedCandidates,publishedSpots,publishedRating,"
            + "invitationsDifference,candidatesDifference,spotsDifference,contradictions\r\n"
            + "2026/IE/WORKING_HOLIDAY,2026,IE,Ireland,WORKING_HOLIDAY,,counted,100,100,permits,announced,2,3,99,99,permits,"
            + "Excellent,1.0,1,1,2026-01-14T18:00:00Z,2026-01-28T18:00:00Z,2026-01-30,0,,,,"
            + ",2026-01-16T00:00:00-05:00,,,,,,,2026-01-16,0,0,0,0,0,0,,,,,,,,,,,,,,\r\n";

    assertThat(get(DASHBOARD + "?format=csv"))
        .hasHeader(HttpHeaders.CONTENT_TYPE, "text/csv;charset=UTF-8")
        .hasBodyTextEqualTo(expected);
    assertThat(http.get().uri(DASHBOARD).header(HttpHeaders.ACCEPT, "text/csv").exchange())
        .hasBodyTextEqualTo(expected);
    assertThat(get(DASHBOARD + "?format=csv&bom=1&country=IE"))
        .hasBodyTextEqualTo("\uFEFF" + expected);
    assertThat(get(DASHBOARD + "?format=csv&country=FR").getResponse().getContentAsByteArray())
        .asString()
        .hasLineCount(1);
  }

  @Test
  void csvIsSavedUnderAName() {
    assertThat(get(DASHBOARD + "?format=csv"))
        .hasHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"iec-pools-2026.csv\"");
    assertThat(get(HISTORY + "?format=csv"))
        .hasHeader(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"iec-pools-2026-IE-WORKING_HOLIDAY-weeks.csv\"");
    assertThat(get(DASHBOARD)).doesNotContainHeader(HttpHeaders.CONTENT_DISPOSITION);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | application/json",
        "*/* | application/json",
        "text/html,*/*;q=0.8 | application/json",
        "text/csv;q=0.5,application/json | application/json",
        "text/csv,application/json;q=0.5 | text/csv;charset=UTF-8",
        "application/json,text/csv | application/json"
      })
  void theFormatFollowsWhatIsAccepted(String accept, String type) {
    assertThat(http.get().uri(DASHBOARD).header(HttpHeaders.ACCEPT, accept).exchange())
        .hasHeader(HttpHeaders.CONTENT_TYPE, type);
  }

  @Test
  void whoHasTheRowsAlreadyIsNotSentThemAgain() {
    String tag = get(DASHBOARD).getResponse().getHeader(HttpHeaders.ETAG);
    clock.accept(new ClockTicked("test", 2L, clock.instant().plusSeconds(60)));

    assertThat(ifNoneMatch(tag)).hasStatus(HttpStatus.NOT_MODIFIED);

    ledger.apply(
        sums(DaySums.newBuilder().setDay(Weeks.day(NOON)).setEntered(6).setInvited(2).setLois(1)));

    assertThat(ifNoneMatch(tag)).hasStatusOk();
  }

  @Test
  void historyHasARowPerPublication() {
    ledger.apply(
        PartialSums.newBuilder(sums(DaySums.newBuilder().setDay(Weeks.day(NOON).plusDays(7))))
            .setWeek(Weeks.weekOf(Weeks.day(NOON).plusDays(7)))
            .setDays(
                List.of(
                    DaySums.newBuilder().setDay(Weeks.day(NOON).plusDays(7)).setLeft(1).build()))
            .build());

    assertThat(get(HISTORY))
        .hasStatusOk()
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"pool": "2026/IE/WORKING_HOLIDAY",
             "rows": [{"week": "2026-01-16", "asOf": "2026-01-16T05:00:00Z", "candidatesInPool": 3},
                      {"week": "2026-01-23", "asOf": "2026-01-23T05:00:00Z", "candidatesInPool": 2}]}
            """);
    assertThat(get(HISTORY + "?format=csv").getResponse().getContentAsByteArray())
        .asString()
        .hasLineCount(3);
  }

  @Test
  void historyOfAPoolThatNobodyKnowsIsNotFound() {
    assertThat(get("/api/v1/pools/2026/FR/YOUNG_PROFESSIONALS/VIE/history"))
        .hasStatus(HttpStatus.NOT_FOUND)
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains("2026/FR/YOUNG_PROFESSIONALS/VIE");
  }

  @Test
  void allFaultsOfAPathAreReportedAtOnce() {
    assertThat(get("/api/v1/pools/26/Ireland/AU_PAIR/x-y/history?asOf=2026-01-01"))
        .hasStatus(HttpStatus.BAD_REQUEST)
        .bodyJson()
        .extractingPath("$.errors.length()")
        .isEqualTo(5);
  }

  @Test
  void beforeAnythingIsKnownThereAreNoRows() {
    Dashboard nothing =
        new Dashboard(
            new Ledger(), new RoundBook(), Story.draws(), new SeasonBook(), Reference.shipped());
    MockMvcTester empty =
        MockMvcTester.of(
            controllers(nothing, publications, clock),
            mvc -> mvc.setControllerAdvice(new Problems()).build());

    assertThat(empty.get().uri(DASHBOARD).exchange())
        .hasStatusOk()
        .bodyJson()
        .isLenientlyEqualTo("{\"season\": null, \"seasons\": [], \"rows\": []}");
    assertThat(empty.get().uri("/api/v1/seasons").exchange())
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo("{\"seasons\": []}");
  }

  @Test
  void seasonsAreListedWithTheDefaultOneAndWhereTheyStand() {
    seasons.apply(plan(NOON, NOON.plusSeconds(86_400 * 28)));
    seasons.apply(
        QuotaAnnounced.newBuilder(quota(5))
            .setEventId(UUID.randomUUID())
            .setPool(PoolIds.of(2025, "IE", Category.WORKING_HOLIDAY))
            .build());

    assertThat(get("/api/v1/seasons"))
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo(
            """
            {"seasons": [
              {"season": 2025, "isDefault": false, "source": "counted", "state": "no plan", "opensAt": null,
               "closesAt": null, "firstDay": "2023-12-31", "lastDay": "2030-12-31", "pools": 1,
               "hasPlan": false},
              {"season": 2026, "isDefault": true, "source": "counted", "state": "running",
               "opensAt": "2026-01-13T18:00:00Z", "closesAt": "2026-02-13T18:00:00Z",
               "firstDay": "2024-12-31", "lastDay": "2031-12-31", "pools": 1, "hasPlan": true}]}
            """);
    clock.accept(new ClockTicked("test", 2L, NOON.plusSeconds(86_400 * 40)));
    assertThat(get("/api/v1/seasons"))
        .bodyJson()
        .extractingPath("$.seasons[1].state")
        .isEqualTo("ended");
  }

  @Test
  void aPoolIsStatedWithItsRoundsAndItsChange() {
    seasons.apply(plan(NOON, NOON.plusSeconds(86_400 * 28)));

    assertThat(get(ONE_POOL))
        .hasStatusOk()
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"row": {"pool": "2026/IE/WORKING_HOLIDAY", "candidatesInPool": 3,
                     "changeSinceLastPublication": {
                       "since": "2026-01-23", "quota": 0, "invitations": 0, "candidates": 0,
                       "spots": 0, "lois": 0, "openInvitations": 0}},
             "state": "open",
             "nextRound": {"at": "2026-01-28T18:00:00Z", "size": 3, "announced": false},
             "lastRound": {"at": "2026-01-14T18:00:00Z", "invited": 2, "poolSize": null,
                           "cutOff": null, "revision": 0, "correction": null}}
            """);
    assertThat(get("/api/v1/pools/2026/FR/YOUNG_PROFESSIONALS/VIE"))
        .hasStatus(HttpStatus.NOT_FOUND);
    assertThat(get("/api/v1/pools/26/Ireland/AU_PAIR/x-y?asOf=2026-01-01"))
        .hasStatus(HttpStatus.BAD_REQUEST)
        .bodyJson()
        .extractingPath("$.errors.length()")
        .isEqualTo(5);
  }

  @Test
  void anUnchangedPoolIsNotSentAgainAlthoughTimePasses() {
    String tag = get(ONE_POOL).getResponse().getHeader(HttpHeaders.ETAG);
    clock.accept(new ClockTicked("test", 2L, clock.instant().plusSeconds(60)));

    assertThat(http.get().uri(ONE_POOL).header(HttpHeaders.IF_NONE_MATCH, tag).exchange())
        .hasStatus(HttpStatus.NOT_MODIFIED);
  }

  @Test
  void roundsAreGivenInPagesNewestFirst() {
    for (int round = 2; round <= 3; round++) {
      rounds.apply(round(round, 0, round, NOON.plusSeconds(86_400L * round)));
    }

    assertThat(get(ONE_POOL + "/rounds?limit=2"))
        .hasStatusOk()
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"pool": "2026/IE/WORKING_HOLIDAY", "next": "%s",
             "rounds": [{"roundId": "%s", "invited": 3}, {"roundId": "%s", "invited": 2}]}
            """
                .formatted(Story.id("round", 2), Story.id("round", 3), Story.id("round", 2)));
    assertThat(get(ONE_POOL + "/rounds?before=" + Story.id("round", 2)))
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"next": null, "rounds": [{"roundId": "%s", "at": "2026-01-14T18:00:00Z"}]}
            """
                .formatted(Story.id("round", 1)));
    assertThat(get(ONE_POOL + "/rounds?limit=0&before=" + Story.id("round", 2)))
        .hasStatus(HttpStatus.BAD_REQUEST);
    assertThat(get(ONE_POOL + "/rounds?before=" + Story.id("round", 9)))
        .hasStatus(HttpStatus.BAD_REQUEST)
        .bodyJson()
        .extractingPath("$.errors[0].code")
        .isEqualTo("UNKNOWN_ROUND");
  }

  private List<Object> controllers(
      Dashboard dashboard, Publications publications, ServiceClock clock) {
    AnswerVersions versions = new TestPositions().versions(() -> 0, clock);
    return List.of(
        new DashboardController(dashboard, publications, published, clock, versions),
        new PoolsController(dashboard, published, clock, versions),
        new SeasonsController(dashboard, published, clock, versions));
  }

  private MvcTestResult get(String uri) {
    return http.get().uri(java.net.URI.create(uri)).exchange();
  }

  private MvcTestResult ifNoneMatch(String tag) {
    return http.get().uri(DASHBOARD).header(HttpHeaders.IF_NONE_MATCH, tag).exchange();
  }

  private static PartialSums sums(DaySums.Builder day) {
    return PartialSums.newBuilder()
        .setPool(Story.POOL)
        .setWeek(Weeks.weekOf(Weeks.day(NOON)))
        .setSourceTopic("iec.pools")
        .setSourcePartition(0)
        .setDays(List.of(day.build()))
        .build();
  }
}
