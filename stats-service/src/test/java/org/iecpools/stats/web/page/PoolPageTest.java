package org.iecpools.stats.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.POOL;
import static org.iecpools.stats.domain.Story.entered;
import static org.iecpools.stats.domain.Story.loi;
import static org.iecpools.stats.domain.Story.plan;
import static org.iecpools.stats.domain.Story.quota;
import static org.iecpools.stats.domain.Story.round;
import static org.iecpools.stats.domain.Story.scheduled;

import java.io.UnsupportedEncodingException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.iecpools.domain.Weeks;
import org.iecpools.events.Category;
import org.iecpools.events.Event;
import org.iecpools.events.Pause;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RoundRun;
import org.iecpools.stats.domain.PoolState;
import org.iecpools.stats.domain.Story;
import org.iecpools.stats.domain.View;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

class PoolPageTest {

  private static final String EN = "/en/2026/ie/working-holiday";
  private static final String FR = "/fr/2026/ie/working-holiday";
  private static final Duration DAY = Duration.ofDays(1);
  private static final Instant LAST = NOON.plus(DAY.multipliedBy(28));

  private static Instant day(int day) {
    return NOON.plus(DAY.multipliedBy(day));
  }

  private static Event[] candidates(int number, Event... others) {
    return Stream.concat(
            IntStream.rangeClosed(1, number).mapToObj(Story::entered), Arrays.stream(others))
        .toArray(Event[]::new);
  }

  /** A pool in this state, a day after {@link Story#NOON}. */
  private static Site in(PoolState state) {
    Event[] events =
        switch (state) {
          case NOT_OFFERED -> new Event[] {quota(QuotaKind.NOT_OFFERED)};
          case ENDED -> new Event[] {quota(5), plan(NOON, NOON)};
          case QUOTA_TO_BE_ANNOUNCED ->
              new Event[] {quota(QuotaKind.TO_BE_ANNOUNCED), plan(NOON, LAST), entered(1)};
          case NOT_YET_OPEN, OPEN -> candidates(12, quota(2), plan(NOON, LAST));
          case QUOTA_REACHED ->
              new Event[] {quota(1), plan(NOON, LAST), entered(1), entered(2), round(1, 1), loi(1)};
          case PAUSED ->
              new Event[] {quota(5), plan(NOON, LAST, new Pause(NOON, day(10))), entered(1)};
          case CLOSED_TO_ENTRIES ->
              new Event[] {
                quota(5),
                plan(NOON, LAST),
                entered(1),
                PoolClosed.newBuilder()
                    .setEventId(Story.id("closed", 1))
                    .setOccurredAt(NOON)
                    .setPool(POOL)
                    .setReason("a test")
                    .setChange(1)
                    .build()
              };
          case NO_PLAN -> new Event[] {quota(5), entered(1)};
        };
    return new Site(state == PoolState.NOT_YET_OPEN ? day(-3) : day(1), events);
  }

  @ParameterizedTest
  @EnumSource
  void everyStateIsStatedInBothLanguages(PoolState state) {
    Site site = in(state);
    Instant now = state == PoolState.NOT_YET_OPEN ? day(-3) : day(1);
    assertThat(site.stats.dashboard.overview(POOL, View.live(now)).state()).isEqualTo(state);

    assertThat(Site.text(site.page(EN), "state"))
        .isEqualTo(Texts.of(Language.ENGLISH).text("pool.state." + state.name(), "2026"));
    assertThat(Site.text(site.page(FR), "state"))
        .isEqualTo(Texts.of(Language.FRENCH).text("pool.state." + state.name(), "2026"));
  }

  @Test
  void theAnswerHasTheChanceTheCandidatesAndTheNextRound() {
    Site site = in(PoolState.OPEN);

    assertThat(Site.text(site.page(EN), "answer"))
        .isEqualTo(
            "Your chance in the next round is about 1 in 3 (Low, 33%). 12 people are waiting. The"
                + " next round is planned for Wednesday, January 21, 13:00 in Toronto; it invites"
                + " at most 4.");
    assertThat(Site.text(site.page(FR), "answer"))
        .isEqualTo(
            "Vos chances à la prochaine ronde : environ 1 sur 3 (Faibles, 33 %). 12 personnes"
                + " attendent. La prochaine ronde est prévue le mercredi 21 janvier, 13 h 00 à"
                + " Toronto; elle invite au plus 4 personnes.");
    assertThat(site.page(EN).select("#answer time[data-local]").attr("datetime"))
        .isEqualTo("2026-01-21T18:00:00Z");
  }

  @Test
  void oddsAreAsCloseAsPlainWordsAllow() {
    Texts texts = Texts.of(Language.ENGLISH);

    assertThat(Stream.of(0.001, 0.11, 0.34, 0.4, 0.49, 0.5, 0.66, 0.999).map(texts::odds))
        .containsExactly(
            "about 1 in 1,000",
            "about 1 in 9",
            "about 1 in 3",
            "about 4 in 10",
            "about 4 in 10",
            "about 5 in 10",
            "about 6 in 10",
            "about 9 in 10");
  }

  @Test
  void anEmptyPoolHasNoPercentage() {
    Document page = new Site(day(1), quota(5), plan(NOON, LAST)).page(EN);

    assertThat(Site.text(page, "answer"))
        .startsWith("If you entered now, the next round would invite you. Nobody is waiting.")
        .doesNotContain("%");
    assertThat(Site.text(page, "fact-chance")).isEqualTo("Excellent");
    assertThat(Site.text(new Site(day(1), quota(0), plan(NOON, LAST)).page(EN), "answer"))
        .startsWith("If you entered now, the next round would not invite you.");
  }

  @Test
  void everyoneAndNobodyHaveNoOdds() {
    assertThat(
            Site.text(new Site(day(1), quota(5), plan(NOON, LAST), entered(1)).page(EN), "answer"))
        .startsWith("The next round invites everyone who is waiting (Excellent). 1 person is");
    assertThat(Site.text(in(PoolState.QUOTA_REACHED).page(EN), "answer"))
        .startsWith("The next round invites nobody (Very low).");
  }

  @Test
  void aPoolWithoutARoundToComeSaysWhy() {
    assertThat(Site.text(in(PoolState.NOT_OFFERED).page(EN), "answer"))
        .isEqualTo("Nobody can be invited. Nobody is waiting.");
    assertThat(Site.text(in(PoolState.ENDED).page(EN), "answer"))
        .isEqualTo("No round is to come. Nobody is waiting.");
    assertThat(Site.text(in(PoolState.QUOTA_TO_BE_ANNOUNCED).page(EN), "answer"))
        .isEqualTo("Nobody can be invited before it is. 1 person is waiting.");
    assertThat(Site.text(in(PoolState.NO_PLAN).page(EN), "answer"))
        .endsWith("The time of the next round is not known.");
  }

  @ParameterizedTest
  @EnumSource(names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
  void everyKindOfQuotaIsWrittenInBothLanguages(QuotaKind kind) {
    Quota quota = new Quota(kind, kind == QuotaKind.NUMBER ? 1200 : null);
    Site site = new Site(day(1), quota(quota, day(-1)), plan(NOON, LAST), entered(1));

    for (Language language : Language.values()) {
      String expected =
          kind == QuotaKind.NUMBER
              ? Texts.of(language).number(1200).replace('\u00a0', ' ')
              : Texts.of(language).text("amount." + kind.name());
      Document page = site.page(PagePaths.pool(language, POOL));
      assertThat(Site.text(page, "fact-quota")).isEqualTo(expected);
      assertThat(page.select("svg.quota-bar")).hasSize(kind == QuotaKind.NUMBER ? 1 : 0);
    }
  }

  @Test
  void weeksAreDrawnAndInTablesNextToTheSeasonBefore() {
    PoolId before = PoolIds.of(2025, "IE", Category.WORKING_HOLIDAY);
    Event[] events = {
      quota(100),
      QuotaAnnounced.newBuilder(quota(new Quota(QuotaKind.NUMBER, 90), day(-380)))
          .setPool(before)
          .build(),
      PoolEntered.newBuilder(entered(7, 1, day(-364))).setPool(before).build(),
      entered(1),
      entered(2),
      round(1, 1),
      entered(3, 1, day(7)),
      QuotaAnnounced.newBuilder(quota(new Quota(QuotaKind.NUMBER, 80), day(8))).build()
    };
    Site site = new Site(day(15), events);
    Document page = site.page(EN);

    assertThat(page.select("svg.chart")).hasSize(4);
    assertThat(page.select("#weekly-candidates-title, #weekly-spots-title")).hasSize(2);
    assertThat(page.select("#numbers-candidates tbody tr").eachText())
        .containsExactly("Jan 16 1 1", "Jan 23 2 – Quota: 80, before 100");
    assertThat(page.select("#numbers-invitations tbody tr").eachText())
        .containsExactly("Jan 16 1 0", "Jan 23 0 – Quota: 80, before 100");
    assertThat(page.select("#numbers-spots tbody tr").eachText())
        .containsExactly("Jan 16 100 90", "Jan 23 80 – Quota: 80, before 100");
    assertThat(page.select("#numbers-spots thead").text()).isEqualTo("Week to 2026 2025 Changes");
  }

  @Test
  void changesOfTheQuotaAndRevisionsAreMarkedInEveryChartAndTable() {
    Site site =
        new Site(
            day(22),
            quota(100),
            plan(NOON, LAST),
            entered(1),
            quota(new Quota(QuotaKind.NUMBER, 80), day(8)));
    LocalDate friday = Weeks.weekOf(Weeks.day(NOON));
    for (int week = 0; week < 3; week++) {
      LocalDate end = friday.plusWeeks(week);
      site.publications
          .publication(
              site.stats.dashboard, Weeks.end(end), site.stats.dashboard.seasons(), Weeks.end(end))
          .forEach(site.publications::apply);
      if (week == 1) {
        site.stats.take(entered(2, 1, day(7)));
      }
    }

    Document page = site.page(EN);

    for (String figure : List.of("candidates", "invitations", "spots", "chance")) {
      assertThat(page.select("#weekly-" + figure + "-desc").text())
          .as(figure)
          .endsWith(
              "Jan 23: Quota: 80, before 100. Jan 23: Published numbers revised: revision 2.");
      assertThat(page.select("[aria-labelledby=weekly-" + figure + "-title] .mark")).hasSize(2);
      assertThat(page.select("#numbers-" + figure + " tbody tr:has(.changes:not(:empty))"))
          .singleElement()
          .satisfies(
              row ->
                  assertThat(row.text())
                      .startsWith("Jan 23")
                      .endsWith("Quota: 80, before 100. Published numbers revised: revision 2"));
    }
    assertThat(page.select(".figure").first().select(".marks li").eachText())
        .containsExactly("Quota changed", "Published numbers revised");
    assertThat(in(PoolState.OPEN).page(EN).select(".marks, .mark, .changes")).isEmpty();
  }

  @Test
  void tenRoundsAreShownAndTheOthersFolded() {
    List<Event> events = new ArrayList<>(List.of(quota(100), plan(NOON, LAST)));
    for (int i = 1; i <= 12; i++) {
      events.add(round(i, 0, i, NOON.plusSeconds(i)));
    }
    RoundRun first =
        RoundRun.newBuilder(round(13, 0, 3, NOON.plusSeconds(13)))
            .setPoolSize(9)
            .setDrawable(7)
            .setCutOff(ByteBuffer.wrap(new byte[] {0x1e, (byte) 0xc0, 1, 2, 3}))
            .build();
    events.add(first);
    events.add(
        RoundRun.newBuilder(first)
            .setEventId(Story.id("run", 1301))
            .setRevision(1)
            .setInvited(2)
            .setCorrection("one was not eligible")
            .build());
    Document page = new Site(day(1), events).page(EN);

    assertThat(page.select("#rounds-newest tbody tr")).hasSize(10);
    assertThat(page.select("#rounds-more > summary").text()).isEqualTo("3 more rounds");
    assertThat(page.select("#rounds-more table tbody tr")).hasSize(3);
    assertThat(page.select("#rounds-newest tbody tr").get(0).text())
        .isEqualTo("January 14, 2026, 13:00 EST 7 2 1ec00102 Revision 1: one was not eligible");
    assertThat(page.select("#rounds-newest tbody tr a").get(0).attr("href"))
        .isEqualTo(EN + "/rounds/" + Story.id("round", 13));
  }

  @Test
  void asOfIncludesTheDayAndNothingLater() {
    Site site =
        new Site(day(3), quota(5), entered(1), entered(2, 1, day(1)), round(1, 0, 1, day(2)));

    Document page = site.page(EN + "?asOf=" + Weeks.day(NOON).plusDays(1));
    assertThat(Site.text(page, "fact-candidates")).isEqualTo("2");
    assertThat(page.select("#rounds-newest")).isEmpty();
    assertThat(Site.text(page, "status-text")).contains("January 15, 2026");
    assertThat(Site.text(site.page(EN), "fact-candidates")).startsWith("1");
    assertThat(site.page(EN + "?asOf=2026-01-14").select("[data-language]").attr("href"))
        .isEqualTo(FR + "?asOf=2026-01-14");
    assertThat(
            site.page("/en/2026?asOf=2026-01-14")
                .select("#rows [data-column=category] a")
                .attr("href"))
        .isEqualTo(EN + "?asOf=2026-01-14");
  }

  @Test
  void knownAtIsWhatWasPublished() {
    Site site = new Site(day(10), quota(5), entered(1));
    LocalDate friday = Weeks.weekOf(Weeks.day(NOON));
    site.publications
        .publication(
            site.stats.dashboard,
            Weeks.end(friday),
            site.stats.dashboard.seasons(),
            Weeks.end(friday))
        .forEach(site.publications::apply);
    site.stats.take(entered(2));

    Document page = site.page(EN + "?knownAt=2026-01-16");
    assertThat(Site.text(page, "fact-candidates")).isEqualTo("1");
    assertThat(Site.text(page, "status-text")).contains("As published");
    assertThat(Site.text(page, "state")).isEmpty();
    assertThat(page.select("#numbers-candidates tbody tr").eachText())
        .containsExactly("Jan 16 1 –");
    assertThat(page.select("a[href*=format=csv]").attr("href"))
        .endsWith("/history?format=csv&knownAt=2026-01-16");
    assertThat(Site.text(site.page(EN), "fact-candidates")).startsWith("2");

    assertThat(site.page(EN + "?knownAt=2026-01-15").select(".empty")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"asOf=2026-02-30", "asOf=2999-01-01", "knownAt=0002-01-01"})
  void aDayThatCannotBeUsedIsIgnored(String query) {
    Document page = in(PoolState.OPEN).page(EN + "?" + query);

    assertThat(page.select("[role=alert]:not([hidden])")).hasSize(1);
    assertThat(Site.text(page, "fact-candidates")).isEqualTo("12");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/en/2026/ie/international-coop",
        "/fr/2026/ie/working-holiday/vie",
        "/en/2026/ie/au-pair",
        "/en/2026/ie/working-holiday/rounds"
      })
  void aPoolThatNobodyKnowsLeadsToThoseOfTheCountry(String address) {
    Document page = in(PoolState.OPEN).page(address, HttpStatus.NOT_FOUND);

    assertThat(page.select("main ul a").eachAttr("href"))
        .contains(address.substring(0, 3) + "/2026/ie/working-holiday")
        .contains(address.substring(0, 8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/en/2026/zz/working-holiday", "/en/1999/ie/working-holiday", "/en/x"})
  void anUnknownCountryOrSeasonLeadsToTheSeasons(String address) {
    Document page = in(PoolState.OPEN).page(address, HttpStatus.NOT_FOUND);

    assertThat(page.select("main ul a").eachAttr("href")).containsExactly("/en/2026");
  }

  @Test
  void aStreamHasAPageOfItsOwn() {
    PoolId pool = new PoolId(2026, "FR", Category.INTERNATIONAL_COOP, "VIE_2");
    Site site = new Site(day(1), QuotaAnnounced.newBuilder(quota(7)).setPool(pool).build());

    assertThat(Site.text(site.page("/fr/2026/fr/international-coop/vie-2"), "fact-quota"))
        .isEqualTo("7");
  }

  @Test
  void aSpecialStreamHasAFrameABadgeAndAnImageToo() {
    PoolId pool = new PoolId(2026, "FR", Category.INTERNATIONAL_COOP, "VIE_2");
    Site site = new Site(day(1), QuotaAnnounced.newBuilder(quota(7)).setPool(pool).build());
    String path = "/en/2026/fr/international-coop/vie-2";

    assertThat(site.get("/embed" + path)).hasStatusOk().bodyText().contains("France");
    assertThat(site.get("/badge" + path + ".svg")).hasStatusOk().bodyText().contains("VIE 2");
    assertThat(site.get("/share" + path + ".png"))
        .hasStatusOk()
        .hasContentType("image/png")
        .body()
        .hasSizeGreaterThan(1_000);
    assertThat(site.page(path).select("#embed code").eachText())
        .containsExactly("/embed" + path, "/badge" + path + ".svg", "/share" + path + ".png");
    for (String unknown : List.of("vie", "..", "rounds")) {
      assertThat(site.get("/share/en/2026/fr/international-coop/" + unknown + ".png"))
          .as(unknown)
          .hasStatus(HttpStatus.NOT_FOUND);
    }
  }

  @Test
  void anUnchangedImageIsNotSentAgain() {
    Site site = in(PoolState.OPEN);
    String tag = site.get("/share" + EN + ".png").getResponse().getHeader("ETag");

    assertThat(site.get("/share" + EN + ".png", "If-None-Match", tag))
        .hasStatus(HttpStatus.NOT_MODIFIED)
        .hasHeader("Cache-Control", "no-cache");
  }

  @Test
  void previewsHaveAbsoluteAddressesUnderTheNameOfTheRequest() {
    Site site = in(PoolState.OPEN);

    Document page = checked(site, "https://pools.example:8443", "Host", "pools.example:8443");

    assertThat(page.select("meta[property=og:image]").attr("content"))
        .isEqualTo("https://pools.example:8443/share" + EN + ".png");
    assertThat(page.select("meta[property=og:url]").attr("content"))
        .isEqualTo("https://pools.example:8443" + EN);
    assertThat(page.select("meta[property=og:title]").attr("content"))
        .isEqualTo("Ireland: Working Holiday, 2026");
    assertThat(page.select("meta[property=og:description]").attr("content"))
        .isEqualTo(
            "This pool is open. Your chance in the next round is about 1 in 3 (Low, 33%). 12 people"
                + " are waiting.");
    assertThat(page.select("meta[name=twitter:card]").attr("content"))
        .isEqualTo("summary_large_image");

    assertThat(
            checked(site, "", "Host", "10.0.0.1", "X-Forwarded-Proto", "https")
                .select("meta[property=og:image]")
                .attr("content"))
        .as("another name at the same second, and a scheme that any client can state")
        .isEqualTo("http://10.0.0.1/share" + EN + ".png");
  }

  private static Document checked(Site site, String origin, String... headers) {
    try {
      return Jsoup.parse(site.get(origin + EN, headers).getResponse().getContentAsString());
    } catch (UnsupportedEncodingException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aPastDayHasNoPreview() {
    assertThat(in(PoolState.OPEN).page(EN + "?asOf=2026-01-14").select("meta[property]")).isEmpty();
  }

  /**
   * A story of a pool.
   *
   * @param now in days after {@link Story#NOON}
   */
  record Generated(int now, List<Event> events) {}

  @Provide
  Arbitrary<Generated> stories() {
    Arbitrary<Set<Integer>> days = Arbitraries.integers().between(-2, 27).set().ofMaxSize(6);
    return Combinators.combine(
            Arbitraries.integers().between(-3, 40),
            Arbitraries.integers().between(0, 40),
            Arbitraries.of(EnumSet.complementOf(EnumSet.of(QuotaKind.UNKNOWN))),
            Arbitraries.integers().between(0, 50),
            days,
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(0, 3).optional(),
            Arbitraries.of(true, false))
        .as(PoolPageTest::story);
  }

  private static Generated story(
      int now,
      int people,
      QuotaKind kind,
      int permits,
      Set<Integer> rounds,
      int letters,
      Optional<Integer> announced,
      boolean planned) {
    List<Event> events = new ArrayList<>();
    events.add(quota(new Quota(kind, kind == QuotaKind.NUMBER ? permits : null), day(-9)));
    if (planned) {
      events.add(plan(NOON, LAST));
    }
    for (int i = 1; i <= people; i++) {
      events.add(entered(i, 1, day(i % 20 - 2)));
    }
    rounds.forEach(at -> events.add(round(at + 10, 0, Math.min(people, 2), day(at))));
    for (int i = 1; i <= letters; i++) {
      events.add(loi(i));
    }
    announced.ifPresent(size -> events.add(scheduled(99, day(26), size)));
    return new Generated(now, events);
  }

  @Property(tries = 60)
  void theNumbersOfEveryPageAreThoseOfTheApi(@ForAll("stories") Generated story) {
    Site site = new Site(day(story.now()), story.events());
    JsonNode row = site.json(POOL, "");

    for (Language language : Language.values()) {
      Texts texts = Texts.of(language);
      Document page = site.page(PagePaths.pool(language, POOL));
      assertThat(number(page, "candidates")).isEqualTo(row.get("candidatesInPool").asString());
      assertThat(number(page, "lois")).isEqualTo(row.get("loisIssued").asString());
      assertThat(number(page, "open")).isEqualTo(row.get("openInvitations").asString());
      assertThat(number(page, "invitations")).isEqualTo(row.get("invitationsIssued").asString());
      if (row.get("spotsAvailable").isNumber()) {
        assertThat(number(page, "spots")).isEqualTo(row.get("spotsAvailable").asString());
      }
      JsonNode chance = row.get("chance");
      assertThat(page.select("#answer strong").attr("data-rating"))
          .isEqualTo(PagePaths.slug(row.get("rating").asString().replace(' ', '-')));
      if (!chance.isNull() && row.get("candidatesInPool").asLong() > 0) {
        assertThat(Site.text(page, "fact-chance"))
            .endsWith(texts.percent(chance.asDouble()).replace('\u00a0', ' '));
      }
    }
  }

  /** A fact without grouping of digits and without its change. */
  private static String number(Document page, String fact) {
    return Site.text(page, "fact-" + fact).replaceAll("\\(.*\\)", "").replaceAll("[^0-9]", "");
  }
}
