package org.iecpools.stats.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.POOL;
import static org.iecpools.stats.domain.Story.entered;
import static org.iecpools.stats.domain.Story.id;
import static org.iecpools.stats.domain.Story.quota;
import static org.iecpools.stats.domain.Story.round;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.iecpools.events.Category;
import org.iecpools.events.Event;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparePageTest {

  private static final Duration WEEK = Duration.ofDays(7);
  private static final List<String> COUNTRIES = List.of("FR", "CZ", "DE");

  private static Instant week(int week) {
    return NOON.plus(WEEK.multipliedBy(week));
  }

  /** A candidate in a pool, and the pool's quota. */
  private static List<Event> pool(PoolId pool, int number, Instant at) {
    return List.of(
        QuotaAnnounced.newBuilder(quota(new Quota(QuotaKind.NUMBER, 90), at.minus(WEEK)))
            .setEventId(id("quota" + pool, number))
            .setPool(pool)
            .build(),
        PoolEntered.newBuilder(entered(number, 1, at))
            .setEventId(id("entered" + pool, number))
            .setPool(pool)
            .build());
  }

  /**
   * Three weeks of Ireland in 2026, the first of which are the weeks of its two candidates, one of
   * whom is invited; and one week of each other pool, a week later than the first of its season.
   */
  private static Site site() {
    List<Event> events = new ArrayList<>();
    events.add(quota(100));
    events.add(entered(1));
    events.add(entered(2));
    events.add(round(1, 1));
    events.add(entered(3, 1, week(2)));
    events.addAll(pool(PoolIds.of(2025, "IE", Category.WORKING_HOLIDAY), 10, week(-50)));
    for (int i = 0; i < COUNTRIES.size(); i++) {
      for (int season : List.of(2025, 2026)) {
        events.addAll(
            pool(
                PoolIds.of(season, COUNTRIES.get(i), Category.WORKING_HOLIDAY),
                20 + i,
                week(season == 2026 ? 1 : -49)));
      }
    }
    return new Site(week(3), events);
  }

  private static String address(String pools, String seasons) {
    return "/en/compare?pools=" + pools + "&seasons=" + seasons;
  }

  @Test
  void aPoolAndASeasonAreALineByWeekOfTheSeason() {
    Document page = site().page(address("IE/working-holiday,FR/working-holiday", "2025,2026"));

    assertThat(page.select("ol.lines li").eachText())
        .containsExactly(
            "A Ireland: Working Holiday, 2025",
            "B France: Working Holiday, 2025",
            "C Ireland: Working Holiday, 2026",
            "D France: Working Holiday, 2026");
    assertThat(page.select(".notice[role=alert]:not([hidden])")).isEmpty();
    assertThat(page.select("#numbers-candidates tbody tr").eachText())
        .containsExactly("1 1 – 1 –", "2 – 1 1 1", "3 – – 2 –");
    assertThat(page.select("#numbers-invitations tbody tr").first().text()).isEqualTo("1 0 – 1 –");
    assertThat(page.select(".figure svg.chart")).hasSizeBetween(3, 4);
    assertThat(page.select(".figure svg.chart .name").eachText()).contains("A", "B", "C", "D");
  }

  @Test
  void totalsAreThoseOfTheTable() {
    Document page = site().page(address("IE/working-holiday", "2026"));

    assertThat(page.select("#totals-rows tr").eachText())
        .containsExactly("A Ireland: Working Holiday, 2026 Excellent, 100% 2 1 0 1 100 of 100");
  }

  @Test
  void theFormHasWhatIsChosen() {
    Document page = site().page(address("IE/working-holiday,FR/working-holiday", "2025"));

    assertThat(page.select("#choose select")).hasSize(4);
    assertThat(page.select("#choose option[selected]").eachAttr("value"))
        .containsExactly("IE/working-holiday", "FR/working-holiday");
    assertThat(page.select("#choose input").eachAttr("value")).containsExactly("2026", "2025");
    assertThat(page.select("#choose input[checked]").eachAttr("value")).containsExactly("2025");
    assertThat(page.select("[data-language]").attr("href"))
        .isEqualTo("/fr/compare?pools=IE/working-holiday,FR/working-holiday&seasons=2025");
  }

  @Test
  void withoutAPoolThereIsOnlyTheForm() {
    Document page = site().page("/fr/compare");

    assertThat(page.select("#choose input[checked]").eachAttr("value")).containsExactly("2026");
    assertThat(page.select(".empty")).hasSize(1);
    assertThat(page.select("svg.chart")).isEmpty();
    assertThat(page.select("nav [aria-current=page]").text()).isEqualTo("Comparer");
  }

  @Test
  void aFormIsLedToTheAddressThatLinksHave() {
    assertThat(
            site()
                .location(
                    "/en/compare?pools=IE%2Fworking-holiday&pools=&pools=FR%2Fworking-holiday"
                        + "&pools=&seasons=2026&seasons=2025"))
        .isEqualTo("/en/compare?pools=IE/working-holiday,FR/working-holiday&seasons=2026,2025");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "IE/working-holiday,IE/au-pair",
        "IE/working-holiday,ie",
        "IE/working-holiday,IE/working-holiday/a/b",
        "IE/working-holiday,%3Cb%3E",
        "IE/working-holiday,2026/IE/WORKING_HOLIDAY"
      })
  void whatIsNotAPoolIsNamedAndTheRestIsShown(String pools) {
    Document page = site().page(address(pools, "2026"));

    assertThat(page.select(".notice[role=alert]:not([hidden])").text())
        .startsWith("Not a pool, and left out: ");
    assertThat(page.select(".notice b")).isEmpty();
    assertThat(page.select("ol.lines li")).hasSize(1);
  }

  @Test
  void whatIsNotASeasonIsNamed() {
    Document page = site().page(address("IE/working-holiday", "2026,1999,12345,x"));

    assertThat(page.select(".notice[role=alert]:not([hidden])").text())
        .isEqualTo("Not a season, and left out: 1999, 12345, x.");
    assertThat(page.select("ol.lines li")).hasSize(1);
  }

  @Test
  void moreThanFourPoolsAndSixLinesAreNamed() {
    Document page =
        site()
            .page(
                address(
                    "IE/working-holiday,FR/working-holiday,CZ/working-holiday,DE/working-holiday,"
                        + "PL/working-holiday",
                    "2026,2025"));

    assertThat(page.select("ol.lines li")).hasSize(6);
    assertThat(page.select(".notice[role=alert]:not([hidden])").eachText())
        .containsExactly(
            "At most 4 pools are compared. Left out: PL/working-holiday.",
            "The charts have room for 6 lines. Left out: Czech Republic: Working Holiday, 2025;"
                + " Germany: Working Holiday, 2025.");
  }

  @Test
  void aPoolWithoutWeeksIsNamed() {
    Document page = site().page(address("IE/working-holiday,PL/working-holiday", "2026,2031"));

    assertThat(page.select(".notice[role=alert]:not([hidden])").text())
        .startsWith("Without any week that has ended, and left out: Poland: Working Holiday, 2026;")
        .contains("Ireland: Working Holiday, 2031");
    assertThat(page.select("ol.lines li")).hasSize(1);
  }

  @Test
  void aPoolsPageLeadsHere() {
    Document page = site().page(PagePaths.pool(Language.ENGLISH, POOL));

    assertThat(page.select("#compare a").eachAttr("href"))
        .containsExactly(
            "/en/compare?pools=IE/working-holiday&seasons=2025,2026",
            "/en/compare?pools=IE/working-holiday&seasons=2026");
  }

  @Test
  void aStreamIsComparedToo() {
    PoolId pool = new PoolId(2026, "FR", Category.INTERNATIONAL_COOP, "VIE_2");
    Site site = new Site(week(2), pool(pool, 1, NOON));

    assertThat(
            site.page(address("FR/international-coop/vie-2", "2026"))
                .select("ol.lines li a")
                .attr("href"))
        .isEqualTo("/en/2026/fr/international-coop/vie-2");
  }
}
