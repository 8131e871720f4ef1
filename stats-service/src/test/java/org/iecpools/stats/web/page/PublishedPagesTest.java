package org.iecpools.stats.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.POOL;
import static org.iecpools.stats.domain.Story.entered;
import static org.iecpools.stats.domain.Story.plan;
import static org.iecpools.stats.domain.Story.quota;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.iecpools.domain.Weeks;
import org.iecpools.events.Event;
import org.iecpools.feed.Publication;
import org.iecpools.stats.web.Published;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

/** The pages of seasons and pools that others publish. */
class PublishedPagesTest {

  private static final Instant NOW = Instant.parse("2026-06-01T16:00:00Z");

  @Provide
  static Arbitrary<List<Publication>> publications() {
    return Published.publications();
  }

  private static Site site(List<Publication> publications, Event... counted) {
    Site site = new Site(NOW, counted);
    publications.forEach(
        publication ->
            Published.apply(
                site.published,
                publication,
                1,
                publication.date().atStartOfDay(Weeks.ZONE).toInstant().plusSeconds(43_200)));
    return site;
  }

  private static List<Publication> two() {
    return List.of(
        Published.read(Published.feed("April 24, 2026", "4,000")),
        Published.read(Published.feed("May 1, 2026", "4,150")));
  }

  private static String number(Document page, String fact) {
    return Site.text(page, "fact-" + fact).replaceAll("\\(.*\\)", "").strip();
  }

  private static String number(Texts texts, JsonNode number) {
    return texts
        .number(number.isNull() ? OptionalLong.empty() : OptionalLong.of(number.asLong()))
        .replace('\u00a0', ' ');
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void thePageAboutFollowingLinksTheForecastOfAPublishedPool(Language language) {
    Document page = site(two()).page("/" + language.code() + "/follow");

    assertThat(page.select("a[href^=/api/]").eachAttr("href"))
        .contains("/api/v1/pools/2026/AD/WORKING_HOLIDAY/forecast");
    assertThat(new Site(NOW).page("/" + language.code() + "/follow").html())
        .as("while no pool is known")
        .doesNotContain("/forecast");
  }

  @Property(tries = 30)
  void aPoolThatIsOnlyPublishedHasThePageOfItsLastPublication(
      @ForAll("publications") List<Publication> publications) {
    Site site = site(publications);
    JsonNode row = site.json(POOL, "");
    assertThat(row.get("source").asString()).isEqualTo("published");

    for (Language language : Language.values()) {
      Texts texts = Texts.of(language);
      Document page = site.page(PagePaths.pool(language, POOL));

      assertThat(Site.text(page, "source"))
          .isEqualTo(
              texts
                  .text("source.only", "IRCC", texts.day(publications.getLast().date()))
                  .replace('\u00a0', ' '));
      assertThat(number(page, "candidates")).isEqualTo(number(texts, row.get("candidatesInPool")));
      assertThat(number(page, "invitations"))
          .isEqualTo(number(texts, row.get("invitationsIssued")));
      assertThat(Site.text(page, "fact-firstRound"))
          .isEqualTo(
              language == Language.ENGLISH
                  ? "Week of January 19, 2026"
                  : "Semaine du 19 janvier 2026");
      assertThat(Site.text(page, "fact-finalRound"))
          .isEqualTo(texts.text("amount.TO_BE_ANNOUNCED"));
      assertThat(Site.text(page, "cite"))
          .startsWith("IRCC, ")
          .contains(texts.day(publications.getLast().date()).replace('\u00a0', ' '));
      assertThat(page.select("#fact-lois, #fact-open, #fact-next, #fact-size, #schedule"))
          .as("what nobody states")
          .isEmpty();
      assertThat(page.select("#answer strong").attr("data-rating"))
          .isEqualTo(PagePaths.slug(row.get("rating").asString().replace(' ', '-')));
    }
  }

  @Property(tries = 30)
  void asOfADayThePublicationsUntilThenAreShown(
      @ForAll("publications") List<Publication> publications) {
    Site site = site(publications);
    Texts texts = Texts.of(Language.ENGLISH);

    for (Publication publication : publications) {
      String day = "?asOf=" + publication.date();
      Document page = site.page(PagePaths.pool(Language.ENGLISH, POOL) + day);

      assertThat(Site.text(page, "source")).contains(texts.day(publication.date()));
      assertThat(number(page, "candidates"))
          .isEqualTo(
              number(
                  texts, site.json(POOL, "&asOf=" + publication.date()).get("candidatesInPool")));
      assertThat(site.page("/en/2026" + day).select("#rows tr, #not-offered li")).hasSize(4);
      assertThat(Site.text(site.page("/fr/2026/ie" + day), "source"))
          .contains(Texts.of(Language.FRENCH).day(publication.date()).replace('\u00a0', ' '));
    }
    String before = "?asOf=" + publications.getFirst().date().minusDays(1);
    assertThat(site.page("/en/2026/ie/working-holiday" + before).select(".empty")).hasSize(1);
    assertThat(site.page("/en/2026" + before).select("#rows tr")).isEmpty();
  }

  @Property(tries = 20)
  void everyPageOfASeasonThatNobodyCountsExistsInBothLanguages(
      @ForAll("publications") List<Publication> publications) {
    Site site = site(publications);

    for (Language language : Language.values()) {
      Document season = site.page(PagePaths.season(language, 2026));
      assertThat(season.select("#rows tr, #not-offered li")).hasSize(4);
      assertThat(site.page("/" + language.code()).title()).isEqualTo(season.title());
      for (String address : season.select("#rows td[data-column=category] a").eachAttr("href")) {
        site.page(address);
        site.page("/embed" + address);
        assertThat(site.get("/badge" + address + ".svg")).hasStatusOk();
        assertThat(site.get("/share" + address + ".png")).hasStatusOk();
      }
      site.page("/" + language.code() + "/compare?pools=IE/working-holiday&seasons=2026");
    }
    assertThat(site.page("/en/2026/ie").select("#rows tr")).hasSize(1);
    site.page("/en/2026/de", HttpStatus.NOT_FOUND);
    site.page("/en/2026/ie/young-professionals", HttpStatus.NOT_FOUND);
  }

  @Test
  void chartsAndTablesHaveThePublishedWeeks() {
    Document page = site(two()).page("/en/2026/ie/working-holiday");

    assertThat(page.select("#numbers-candidates tbody th").eachText())
        .containsExactly("Apr 24", "May 1");
    assertThat(page.select("#numbers-invitations tbody td:nth-child(2)").eachText())
        .as("of the first week it is not known how many are new")
        .containsExactly("–", "150");
    assertThat(page.select("#numbers-chance")).as("a chance nobody states").isEmpty();
    assertThat(Site.text(page, "fact-invitations")).isEqualTo("4,150 (+150)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/en/2026/ad/working-holiday", "/fr/2026/ad/working-holiday"})
  void contradictionsAreFlaggedWithTheirSentence(String address) {
    Site site = site(two());

    assertThat(Site.text(site.page(address), "contradictions")).endsWith("A test.");
    assertThat(site.page(address.substring(0, 8)).select("#contradictions li").eachText())
        .singleElement()
        .asString()
        .endsWith("A test.");
    assertThat(site.page("/en/2026/ie/working-holiday").select("#contradictions")).isEmpty();
  }

  @Test
  void countedNumbersHaveThePublishedOnesAndTheDifferenceNextToThem() {
    Site site =
        site(
            two(),
            quota(100),
            plan(NOON, NOON.plus(Duration.ofDays(200))),
            entered(1),
            entered(2),
            entered(3));

    Document page = site.page("/en/2026/ie/working-holiday");
    assertThat(page.select("#source")).isEmpty();
    assertThat(page.select("#beside tbody tr").eachText())
        .containsExactly(
            "Quota 100 10,000 −9,900",
            "Invitations 0 4,150 −4,150",
            "Candidates 3 2 +1",
            "Spots 100 unlimited –",
            "Chance Excellent, 100% Very good –");
    Document season = site.page("/fr/2026");
    assertThat(season.select("[id=2026/IE/WORKING_HOLIDAY] .beside").eachText())
        .containsExactly("IRCC : 2 (+1)");
    assertThat(Site.text(season, "source")).startsWith("Les lignes marquées IRCC");
  }

  @Test
  void aPoolOfAnEarlierPublicationKeepsItsPage() {
    List<Publication> publications = two();
    Publication later =
        Publication.of(
            publications.getLast().date().plusWeeks(1),
            publications.getLast().rows().stream()
                .filter(row -> !row.code().equals("ie"))
                .toList());
    Site site = site(List.of(publications.getFirst(), publications.getLast(), later));

    assertThat(Site.text(site.page("/en/2026/ie/working-holiday"), "source"))
        .contains("May 1, 2026");
    assertThat(site.page("/en/2026").select("#rows tr")).hasSize(3);
  }

  @Test
  void aPageIsMadeAgainAfterAPublication() {
    Site site = site(two());
    String before = Site.text(site.page("/en/2026/ie/working-holiday"), "fact-invitations");

    Published.apply(
        site.published,
        Published.read(Published.feed("May 8, 2026", "4,200")),
        1,
        Instant.parse("2026-05-08T20:00:00Z"));

    assertThat(before).startsWith("4,150");
    assertThat(Site.text(site.page("/en/2026/ie/working-holiday"), "fact-invitations"))
        .startsWith("4,200");
  }
}
