package org.iecpools.stats.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.quota;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonBook;
import org.iecpools.domain.Weeks;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.DaySums;
import org.iecpools.events.PartialSums;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.stats.domain.AnswerVersion;
import org.iecpools.stats.domain.Dashboard;
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
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Tests two instances of which each has read only what the test gives it. */
class VersionedAnswersTest {

  private static final String DASHBOARD = "/api/v1/dashboard";
  private static final String HISTORY = "/api/v1/pools/2026/IE/WORKING_HOLIDAY/history";

  /** An instance. */
  private static final class Instance {
    final Ledger ledger = new Ledger();
    final SeasonBook seasons = new SeasonBook();
    final ServiceClock clock = ServiceClock.simulated();
    final TestPositions positions = new TestPositions();
    final AtomicInteger serving = new AtomicInteger();
    final Publications publications = new Publications(Reference.shipped());
    final Dashboard dashboard =
        new Dashboard(ledger, new RoundBook(), Story.draws(), seasons, Reference.shipped());
    final MockMvcTester http =
        MockMvcTester.of(
            List.of(
                new DashboardController(
                    dashboard,
                    publications,
                    new PublishedHistory(),
                    clock,
                    positions.versions(serving::get, clock))),
            mvc -> mvc.setControllerAdvice(new DashboardControllerTest.Problems()).build());

    Instance() {
      tick(0);
      positions.apply(Topics.SEASONS, 0, () -> seasons.apply(quota(100)));
      enter(1);
    }

    void tick(long seconds) {
      clock.accept(new ClockTicked("test", 1L + seconds, NOON.plusSeconds(86_400 * 14 + seconds)));
    }

    /** Applies the number of candidates that have entered. */
    void enter(int entered) {
      positions.apply(Topics.STATISTICS, 1, () -> ledger.apply(sums(entered, 0)));
    }

    MvcTestResult get(String uri) {
      return http.get().uri(uri).exchange();
    }

    MvcTestResult get(String uri, String minVersion) {
      return http.get().uri(uri).header(MinVersion.HEADER, minVersion).exchange();
    }
  }

  private final Instance ahead = new Instance();
  private final Instance behind = new Instance();

  @BeforeEach
  void oneIsAheadOfTheOther() {
    ahead.enter(2);
  }

  @Test
  void withoutAVersionAReaderOfBothGoesBackInTime() {
    assertThat(candidates(ahead.get(DASHBOARD))).isEqualTo(2);
    assertThat(candidates(behind.get(DASHBOARD))).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        DASHBOARD,
        DASHBOARD + "?format=csv",
        DASHBOARD + "?asOf=2026-01-20",
        DASHBOARD + "?knownAt=2026-01-20",
        HISTORY,
        HISTORY + "?format=csv",
        HISTORY + "?knownAt=2026-01-20"
      })
  void everyAnswerStatesItsVersionAndNoneIsOlderThanTheOneAskedFor(String uri) {
    String version = version(ahead.get(uri));

    assertThat(ahead.get(uri, version)).hasStatusOk();
    String join = uri.contains("?") ? "&" : "?";
    for (MvcTestResult refused :
        List.of(
            behind.get(uri + join + "maxWaitMillis=0", version),
            behind.get(uri + join + "maxWaitMillis=0&minVersion=" + version))) {
      assertThat(refused)
          .hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
          .hasHeader(HttpHeaders.RETRY_AFTER, "2")
          .bodyJson()
          .extractingPath("$.errors[0]")
          .asMap()
          .containsEntry("code", "VERSION_NOT_REACHED")
          .extractingByKey("detail")
          .asString()
          .contains("iec.statistics by 1 offsets");
    }

    behind.enter(2);
    assertThat(behind.get(uri, version)).hasStatusOk();
    assertThat(version(behind.get(uri))).isEqualTo(version);
  }

  @Test
  void anUnchangedAnswerStatesItsVersionToo() {
    String tag = ahead.get(DASHBOARD).getResponse().getHeader(HttpHeaders.ETAG);

    MvcTestResult unchanged =
        ahead.http.get().uri(DASHBOARD).header(HttpHeaders.IF_NONE_MATCH, tag).exchange();

    assertThat(unchanged).hasStatus(HttpStatus.NOT_MODIFIED);
    assertThat(AnswerVersion.of(version(unchanged))).isPresent();
  }

  @Test
  void aRequestWaitsUntilTheInstanceHasReadWhatTheOtherShowed() throws Exception {
    String version = version(ahead.get(DASHBOARD));
    CountDownLatch asked = new CountDownLatch(1);
    CompletableFuture<MvcTestResult> answer =
        CompletableFuture.supplyAsync(
            () -> {
              asked.countDown();
              return behind.get(DASHBOARD, version);
            });

    asked.await();
    assertThat(answer).isNotDone();
    behind.enter(2);

    assertThat(candidates(answer.get())).isEqualTo(2);
  }

  @Test
  void aRecordWithoutAnEffectMovesTheVersionOfAKeptAnswer() {
    String before = version(ahead.get(DASHBOARD));
    ahead.positions.apply(Topics.ROUNDS, 0, () -> {});
    String after = version(ahead.get(DASHBOARD));

    assertThat(after).isNotEqualTo(before);
    assertThat(ahead.get(DASHBOARD + "?maxWaitMillis=0", after)).hasStatusOk();
  }

  @Test
  void theTimeOfALiveAnswerDoesNotGoBackEither() {
    ahead.tick(1);
    behind.enter(2);
    String version = version(ahead.get(DASHBOARD));

    assertThat(behind.get(DASHBOARD + "?maxWaitMillis=0", version))
        .hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains("its clock by 1,000 ms");
    behind.tick(1);
    assertThat(behind.get(DASHBOARD, version)).hasStatusOk();
  }

  @Test
  void aReaderOfRebuiltSumsDoesNotSeeTheOnesBefore() {
    behind.enter(2);
    ahead.serving.set(1);
    String version = version(ahead.get(DASHBOARD));

    assertThat(behind.get(DASHBOARD + "?maxWaitMillis=0", version))
        .hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains("the rebuilt sums, version 1");
    behind.serving.set(1);
    assertThat(behind.get(DASHBOARD, version)).hasStatusOk();
  }

  /** Another version of the sums may be served while an answer is computed. */
  @Test
  void anAnswerDoesNotMixSumsOfTwoVersions() {
    Ledger ledger = new Ledger();
    ledger.apply(sums(5, 0));
    ledger.apply(sums(3, 1));
    AtomicInteger serving = new AtomicInteger();
    AnswerVersions versions = new TestPositions().versions(serving::get, ahead.clock);
    AtomicInteger reads = new AtomicInteger();

    AnswerVersions.Labelled<List<Long>> read =
        versions.read(
            () -> {
              long first = entered(ledger);
              if (reads.incrementAndGet() == 1) {
                ledger.serve(1);
                serving.set(1);
              }
              return List.of(first, entered(ledger));
            },
            _ -> NOON);

    assertThat(read.value()).containsExactly(3L, 3L);
    assertThat(read.version().serving()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "AAAA", "a b", "%00", "a=b", "+"})
  void aStringThatIsNotAVersionIsOneFaultAmongTheOthers(String token) {
    assertThat(
            ahead
                .http
                .get()
                .uri(DASHBOARD)
                .param("minVersion", token)
                .param("maxWaitMillis", "2001")
                .param("country", "Atlantis")
                .exchange())
        .hasStatus(HttpStatus.BAD_REQUEST)
        .bodyJson()
        .extractingPath("$.errors[*].code")
        .asArray()
        .containsExactlyInAnyOrder("UNKNOWN_COUNTRY", "BAD_VERSION", "OUT_OF_RANGE");
  }

  @Test
  void aVersionIsGivenOnce() {
    String version = version(ahead.get(DASHBOARD));

    assertThat(ahead.get(DASHBOARD + "?minVersion=" + version, version))
        .hasStatus(HttpStatus.BAD_REQUEST)
        .bodyJson()
        .extractingPath("$.errors[*].code")
        .asArray()
        .containsExactly("GIVEN_TWICE");
  }

  @Test
  void aVersionOfAnotherLogIsAConflict() {
    AnswerVersion mine = AnswerVersion.of(version(ahead.get(DASHBOARD))).orElseThrow();
    AnswerVersion other = new AnswerVersion(TestPositions.LOG + 1, 0, mine.at(), mine.positions());
    AnswerVersion morePartitions =
        new AnswerVersion(
            TestPositions.LOG,
            0,
            mine.at(),
            mine.positions().stream()
                .map(topic -> Stream.concat(topic.stream(), Stream.of(0L)).toList())
                .toList());

    for (AnswerVersion version : List.of(other, morePartitions)) {
      assertThat(ahead.get(DASHBOARD, version.token()))
          .hasStatus(HttpStatus.CONFLICT)
          .bodyJson()
          .extractingPath("$.errors[0].code")
          .isEqualTo("VERSION_OF_ANOTHER_LOG");
    }
  }

  @Test
  void aRequestAboveTheLimitOfWaitingOnesIsRefusedAtOnce() throws Exception {
    String version = version(ahead.get(DASHBOARD));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<MvcTestResult>> waiting =
          IntStream.range(0, TestPositions.WAITING)
              .mapToObj(_ -> threads.submit(() -> behind.get(DASHBOARD, version)))
              .toList();
      await()
          .untilAsserted(
              () ->
                  assertThat(behind.get(DASHBOARD + "?maxWaitMillis=1", version))
                      .hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
                      .bodyJson()
                      .extractingPath("$.errors[0].code")
                      .isEqualTo("TOO_MANY_WAITING"));
      // Requests without a version, or for a version already reached, need not wait.
      assertThat(behind.get(DASHBOARD)).hasStatusOk();
      assertThat(behind.get(DASHBOARD, version(behind.get(DASHBOARD)))).hasStatusOk();

      behind.enter(2);

      for (Future<MvcTestResult> answer : waiting) {
        assertThat(candidates(answer.get())).isEqualTo(2);
      }
    }
  }

  private static String version(MvcTestResult answer) {
    return answer.getResponse().getHeader(VersionedAnswers.HEADER);
  }

  private static int candidates(MvcTestResult answer) {
    try {
      return tools.jackson.databind.json.JsonMapper.shared()
          .readTree(answer.getResponse().getContentAsString())
          .at("/rows/0/candidatesInPool")
          .asInt();
    } catch (java.io.UnsupportedEncodingException e) {
      throw new AssertionError(e);
    }
  }

  private static long entered(Ledger ledger) {
    return ledger
        .sums(Story.POOL, org.iecpools.stats.domain.View.live(NOON.plusSeconds(86_400)))
        .of(org.iecpools.stats.domain.Count.ENTERED);
  }

  private static PartialSums sums(int entered, int version) {
    return PartialSums.newBuilder()
        .setPool(Story.POOL)
        .setWeek(Weeks.weekOf(Weeks.day(NOON)))
        .setSourceTopic("iec.pools")
        .setSourcePartition(0)
        .setDays(List.of(DaySums.newBuilder().setDay(Weeks.day(NOON)).setEntered(entered).build()))
        .setVersion(version)
        .build();
  }
}
