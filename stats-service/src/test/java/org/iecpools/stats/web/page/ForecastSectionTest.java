package org.iecpools.stats.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.entered;
import static org.iecpools.stats.domain.Story.plan;
import static org.iecpools.stats.domain.Story.quota;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.iecpools.domain.Weeks;
import org.iecpools.events.Event;
import org.iecpools.events.QuotaKind;
import org.iecpools.feed.PoolKey;
import org.iecpools.forecast.Chance;
import org.iecpools.forecast.Interval;
import org.iecpools.forecast.LearnedFrom;
import org.iecpools.forecast.Limit;
import org.iecpools.forecast.PoolForecast;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForecastSectionTest {

  private static final LocalDate FIRST = Weeks.weekOf(Weeks.day(NOON));

  private static Site published(Event... events) {
    Site site = new Site(NOON.plus(Duration.ofDays(9)), events);
    for (LocalDate week : List.of(FIRST, FIRST.plusWeeks(1))) {
      site.publications
          .publication(
              site.stats.dashboard,
              Weeks.end(week),
              site.stats.dashboard.seasons(),
              Weeks.end(week))
          .forEach(site.publications::apply);
    }
    return site;
  }

  private static Event[] pool() {
    return Stream.concat(
            Stream.of(quota(40), plan(NOON, NOON.plus(Duration.ofDays(140)))),
            IntStream.rangeClosed(1, 12).mapToObj(person -> (Event) entered(person)))
        .toArray(Event[]::new);
  }

  @Test
  void thePageOfAPoolHasBothChancesWithTheirIntervalsAndWhatTheyAreNot() {
    Document page = published(pool()).page("/en/2026/ie/working-holiday");

    assertThat(Site.text(page, "fact-forecastNext"))
        .matches("(less than |more than )?\\d+% \\(80% interval: .*\\)");
    assertThat(Site.text(page, "fact-forecastSeason"))
        .matches("(less than |more than )?\\d+% \\(80% interval: .*\\)");
    assertThat(page.text()).contains("As of the publication of January 23, 2026", "not an offer");
    assertThat(page.select("main a[href=/en/method]")).hasSize(1);
  }

  @Test
  void thePageIsFrenchToo() {
    Document page = published(pool()).page("/fr/2026/ie/working-holiday");

    assertThat(Site.text(page, "forecast")).isEqualTo("Prévision");
    assertThat(Site.text(page, "fact-forecastSeason")).contains("intervalle à 80 %");
    assertThat(page.select("main a[href=/fr/method]")).hasSize(1);
  }

  @Test
  void withoutAForecastThePageStatesTheReason() {
    Document page =
        published(quota(QuotaKind.TO_BE_ANNOUNCED), entered(1)).page("/en/2026/ie/working-holiday");

    assertThat(page.getElementById("fact-forecastNext")).isNull();
    assertThat(page.select(".forecast-limit").text())
        .isEqualTo(Texts.of(Language.ENGLISH).text("forecast.limit.QUOTA_TO_BE_ANNOUNCED"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"asOf=2026-01-20", "knownAt=2026-01-20"})
  void thePageOfAPastDayHasNoForecast(String query) {
    Document page = published(pool()).page("/en/2026/ie/working-holiday?" + query);

    assertThat(page.getElementById("forecast")).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void everyLimitHasASentenceInBothLanguages(Limit limit) {
    for (Language language : Language.values()) {
      ForecastSection section =
          new ForecastSection(
              Texts.of(language),
              new PoolForecast(
                  new PoolKey("IE", "WORKING_HOLIDAY", ""),
                  Optional.empty(),
                  List.of(limit),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  new LearnedFrom(0, 0, 0),
                  List.of()));

      assertThat(section.limits()).singleElement().asString().isNotBlank();
      assertThat(section.interval(new Chance(1, new Interval(1, 1))))
          .doesNotContain("{")
          .contains("100");
    }
  }
}
