package org.iecpools.stats.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Pattern;
import org.iecpools.domain.EventIds;
import org.iecpools.events.Category;
import org.iecpools.events.ChangeKind;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.ChangeSource;
import org.iecpools.events.ChangeSubject;
import org.iecpools.events.ChangeValue;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.stats.stream.ChangeLog;
import org.iecpools.stats.web.ApiDescriptionTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.http.HttpStatus;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.context.WebApplicationContext;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

@SpringBootTest(
    classes = ApiDescriptionTest.HttpOnly.class,
    properties = "management.endpoint.health.validate-group-membership=false")
@DirtiesContext // reports changes
class AtomControllerTest {

  @Autowired private WebApplicationContext context;
  @Autowired private ChangeLog log;
  private MockMvcTester http;

  @BeforeEach
  void report() {
    http = MockMvcTester.from(context);
    if (log.next() == 0) {
      log.apply(change(0, PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY)), 0);
      log.apply(change(1, PoolIds.of(2025, "IE", Category.WORKING_HOLIDAY)), 1);
      log.apply(change(2, PoolIds.of(2026, "IE", Category.YOUNG_PROFESSIONALS)), 2);
      log.apply(
          change(
              3,
              PoolId.newBuilder(PoolIds.of(2026, "FR", Category.YOUNG_PROFESSIONALS))
                  .setStream("VIE")
                  .build()),
          3);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/feed/en.atom,4",
    "/feed/fr.atom,4",
    "/feed/en/ie.atom,3",
    "/feed/en/IE.atom,3",
    "/feed/fr/ie/working-holiday.atom,2",
    "/feed/en/fr/young-professionals/vie.atom,1",
    "/feed/en/fr/young-professionals.atom,0",
    "/feed/en/be.atom,0",
  })
  void aFeedHasTheChangesOfAllSeasons(String path, int entries) throws Exception {
    MvcTestResult feed = get(path);

    assertThat(feed).hasStatusOk().hasContentTypeCompatibleWith("application/atom+xml");
    assertThat(
            AtomFeedTest.parse(feed.getResponse().getContentAsByteArray())
                .getElementsByTagName("entry")
                .getLength())
        .isEqualTo(entries);
  }

  @ParameterizedTest
  @CsvSource({
    "/feed/en.atom",
    "/feed/en/ie.atom",
    "/feed/fr/ie/working-holiday.atom",
    "/feed/en/be.atom",
    "/feed/en/fr/young-professionals/vie.atom",
  })
  void aFeedLinksAPageThatExists(String path) throws Exception {
    Document feed = AtomFeedTest.parse(get(path).getResponse().getContentAsByteArray());

    String page = AtomFeedTest.addresses(feed.getDocumentElement(), "alternate").getFirst();

    assertThat(get(URI.create(page).getRawPath())).as(page).hasStatusOk();
    NodeList entries = feed.getElementsByTagName("entry");
    for (int i = 0; i < entries.getLength(); i++) {
      String linked = AtomFeedTest.addresses((Element) entries.item(i), "alternate").getFirst();
      assertThat(get(URI.create(linked).getRawPath())).as(linked).hasStatusOk();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/feed/de.atom",
        "/feed/en/xx.atom",
        "/feed/en/ie/no-such-category.atom",
        "/feed/en/ie/working-holiday/not%20upper.atom"
      })
  void aFeedThatCannotExistIsMissing(String path) {
    assertThat(get(path)).hasStatus(HttpStatus.NOT_FOUND);
  }

  @Test
  void anUnchangedFeedIsNotSentAgain() {
    MvcTestResult feed = get("/feed/en.atom");
    String tag = feed.getResponse().getHeader("ETag");

    assertThat(feed).hasHeader("Last-Modified", "Fri, 29 May 2026 12:00:03 GMT");
    assertThat(feed).hasHeader("Cache-Control", "no-cache");
    assertThat(http.get().uri("/feed/en.atom").header("If-None-Match", tag).exchange())
        .hasStatus(HttpStatus.NOT_MODIFIED);
    assertThat(
            http.get()
                .uri("/feed/en.atom")
                .header("If-Modified-Since", "Fri, 29 May 2026 12:00:03 GMT")
                .exchange())
        .hasStatus(HttpStatus.NOT_MODIFIED);
  }

  @ParameterizedTest
  @CsvSource({
    "/en,/feed/en.atom",
    "/fr/2026/ie,/feed/fr/ie.atom",
    "/en/2026/ie/working-holiday,/feed/en/ie/working-holiday.atom",
    "/en/follow,/feed/en.atom",
  })
  void aPageNamesItsFeedFirst(String page, String feed) throws Exception {
    String html = get(page).getResponse().getContentAsString(StandardCharsets.UTF_8);

    assertThat(
            Pattern.compile("type=\"application/atom\\+xml\" title=\"[^\"]+\" href=\"([^\"]+)\"")
                .matcher(html)
                .results()
                .map(link -> link.group(1)))
        .first()
        .isEqualTo(feed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr"})
  void thePageAboutChangesLinksToWhatExists(String language) throws Exception {
    String html =
        get("/" + language + "/follow").getResponse().getContentAsString(StandardCharsets.UTF_8);

    assertThat(html).contains("href=\"/feed/%s/ie.atom\"".formatted(language));
    assertThat(html).containsPattern("href=\"/api/v1/pools/2026/[A-Z]+/[A-Z_/]+/forecast\"");
    Pattern.compile("href=\"(/(?:feed|api/v1/pools|selections|%s)[^\"]*)\"".formatted(language))
        .matcher(html)
        .results()
        .forEach(link -> assertThat(get(link.group(1))).as(link.group(1)).hasStatusOk());
  }

  private MvcTestResult get(String path) {
    return http.get().uri(URI.create(path)).exchange();
  }

  private static ChangeMade change(int number, PoolId pool) {
    Instant at = Instant.parse("2026-05-29T12:00:00Z").plusSeconds(number);
    return ChangeMade.newBuilder()
        .setEventId(EventIds.of("test", number))
        .setKind(ChangeKind.FIGURE_CHANGED)
        .setSeason(pool.getSeason())
        .setPool(pool)
        .setSubject(ChangeSubject.CANDIDATES)
        .setSource(ChangeSource.PUBLISHED)
        .setOccurredAt(at)
        .setReportedAt(at)
        .setBefore(new ChangeValue(1L, "1"))
        .setAfter(new ChangeValue(2L, "2"))
        .build();
  }
}
