package org.iecpools.stats.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.POOL;
import static org.iecpools.stats.domain.Story.entered;
import static org.iecpools.stats.domain.Story.id;
import static org.iecpools.stats.domain.Story.plan;
import static org.iecpools.stats.domain.Story.quota;
import static org.iecpools.stats.domain.Story.scheduled;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.iecpools.events.Category;
import org.iecpools.events.Event;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RoundScheduled;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;

class CountryPageTest {

  private static final String EN = "/en/2026/ie";
  private static final PoolId COOP = PoolIds.of(2026, "IE", Category.INTERNATIONAL_COOP);
  private static final Instant NEXT = NOON.plusSeconds(86_400 * 2);

  /** Two pools with 4 candidates each, of whom 2 and 1 are invited at the same time. */
  private static Site twoPools() {
    List<Event> events = new ArrayList<>();
    events.add(quota(50));
    events.add(scheduled(1, NEXT, 2));
    events.add(
        QuotaAnnounced.newBuilder(quota(50)).setEventId(id("coop", 1)).setPool(COOP).build());
    events.add(RoundScheduled.newBuilder(scheduled(2, NEXT, 1)).setPool(COOP).build());
    for (int i = 1; i <= 4; i++) {
      events.add(entered(i));
      events.add(
          PoolEntered.newBuilder(entered(i, 2, NOON))
              .setEventId(id("coop entered", i))
              .setPool(COOP)
              .build());
    }
    return new Site(NOON.plusSeconds(3600), events);
  }

  @Test
  void allPoolsOfTheCountryAreListedAsInTheTable() {
    Document page = twoPools().page(EN);

    assertThat(page.select("h1").text()).isEqualTo("Ireland, 2026");
    assertThat(page.select("#rows tr").eachAttr("id"))
        .containsExactlyInAnyOrder("2026/IE/WORKING_HOLIDAY", "2026/IE/INTERNATIONAL_COOP");
    assertThat(page.select("#rows tr").first().children())
        .hasSameSizeAs(page.select("thead").first().select("th"));
  }

  @Test
  void twoPeopleInOnePoolSeeTheChanceOfEachResult() {
    Document page = twoPools().page(EN);

    assertThat(page.select("#two-people ~ table tbody tr").eachText())
        .contains("Working Holiday 16% 66% 16%", "International Co-op 0% 50% 50%");
    assertThat(twoPools().page("/fr/2026/ie").select("#two-people").text())
        .isEqualTo("Si vous êtes deux");
  }

  @Test
  void aCandidateInTwoPoolsSeesTheLowestAndTheHighestChance() {
    // Co-op is drawn first: 1/4 + 3/4 * 2/4, or with everyone in both pools 1/4 + 3/4 * 2/3.
    assertThat(
            twoPools().page(EN).select("#two-pools ~ table").first().select("tbody tr").eachText())
        .containsExactly("International Co-op and Working Holiday 62% to 75%");
  }

  @Test
  void withoutARoundToComeThereIsNothingToCompare() {
    Document page = new Site(NOON, quota(5), plan(NOON, NOON.minusSeconds(1)), entered(1)).page(EN);

    assertThat(page.select("#two-pools, #two-people")).isEmpty();
  }

  @Test
  void aLoneCandidateCannotBeTwo() {
    Document page = new Site(NOON, quota(5), scheduled(1, NEXT, 1), entered(1)).page(EN);

    assertThat(page.select("#two-people")).isEmpty();
  }

  @Test
  void aPoolThatIsNotOfferedIsListedToo() {
    assertThat(new Site(NOON, quota(QuotaKind.NOT_OFFERED)).page(EN).select("#rows tr")).hasSize(1);
  }

  @Test
  void daysAreReadAsInTheTable() {
    Document page = twoPools().page(EN + "?asOf=2026-01-13");

    assertThat(page.select("#rows").text()).doesNotContain(" 4 ");
    assertThat(twoPools().page(EN + "?knownAt=2026-01-13").select(".empty")).hasSize(1);
    assertThat(twoPools().page(EN + "?asOf=2026-02-30").select("[role=alert]:not([hidden])"))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/en/2026/fr", "/fr/2026/ireland", "/en/2025/ie"})
  void anUnknownCountryLeadsToTheSeasons(String address) {
    Document page = twoPools().page(address, HttpStatus.NOT_FOUND);

    assertThat(page.select("main ul a").eachAttr("href"))
        .containsExactly(address.substring(0, 3) + "/" + POOL.getSeason());
  }
}
