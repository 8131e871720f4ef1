package org.iecpools.stats.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.entered;
import static org.iecpools.stats.domain.Story.quota;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.iecpools.domain.Weeks;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

/** The number of candidates by week in a season's table. */
class TrendTest {

  private static final int DAYS = 140;
  private static final Instant NOW = NOON.plus(Duration.ofDays(DAYS));

  private final Site site =
      new Site(
          NOW,
          quota(5),
          entered(1, 1, NOON),
          entered(2, 1, NOON.plus(Duration.ofDays(21))),
          entered(3, 1, NOW.minus(Duration.ofHours(1))));

  @Test
  void isLeftOutBeforeTheFirstPublication() {
    assertThat(site.page("/en/2026").select("svg.sparkline")).isEmpty();
  }

  @Test
  void showsTwelveWeeksAndEndsWithTheNumberShown() {
    publish();

    assertThat(description(site.page("/en/2026"))).isEqualTo("12 weeks: from 2 to 3.");
    assertThat(description(site.page("/fr/2026"))).isEqualTo("12 semaines : de 2 à 3.");
  }

  @Test
  void leavesOutWhatCameAfterTheDayShown() {
    publish();

    Document page = site.page("/en/2026?asOf=" + Weeks.day(NOON.plus(Duration.ofDays(16))));

    assertThat(description(page)).isEqualTo("4 weeks: from 1 to 1.");
  }

  @Test
  void isThatOfThePublicationShown() {
    publish();

    // The last publication was on the Friday before, when there were two candidates.
    Document page = site.page("/en/2026?knownAt=" + Weeks.day(NOW));

    assertThat(description(page)).isEqualTo("12 weeks: from 2 to 2.");
  }

  private void publish() {
    LocalDate friday = Weeks.weekOf(Weeks.day(NOW)).minusWeeks(1);
    site.publications
        .publication(
            site.stats.dashboard,
            Weeks.end(friday),
            site.stats.dashboard.seasons(),
            Weeks.end(friday))
        .forEach(site.publications::apply);
  }

  private static String description(Document page) {
    return page.select("#rows svg.sparkline desc").text();
  }
}
