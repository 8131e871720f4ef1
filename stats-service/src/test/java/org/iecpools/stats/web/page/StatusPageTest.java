package org.iecpools.stats.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.iecpools.events.PublicationRefused;
import org.iecpools.events.Reason;
import org.iecpools.stats.web.Published;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the status page shows of IRCC's publications. */
class StatusPageTest {

  private static final Instant READ = Instant.parse("2026-05-29T20:00:00Z");

  @Test
  void withoutAPublicationThePageSaysSo() {
    Document page = new Site(READ).page("/en/status");

    assertThat(page.text()).contains("No publication has been read yet.");
    assertThat(page.select("#read, #contradictions, #refused")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void theLastPublicationOfEachSeasonIsShownWithWhenItWasRead(Language language) {
    Texts texts = Texts.of(language);
    Site site = new Site(READ);
    Published.apply(site.published, Published.read(Published.feed("May 22, 2026", "1")), 1, READ);
    Published.apply(
        site.published,
        Published.read(Published.feed("May 29, 2026", "2")),
        1,
        READ.plusSeconds(9));
    Published.apply(
        site.published, Published.read(Published.feed("October 3, 2025", "3")), 1, READ);

    Document page = site.page("/" + language.code() + "/status");

    assertThat(page.select("#read tbody tr")).hasSize(2);
    assertThat(page.select("#read tbody tr:eq(0) > *").eachText())
        .containsExactly(
            "2026",
            "IRCC",
            plain(texts.day(LocalDate.of(2026, 5, 29))),
            "5",
            plain(texts.dateTimeAndZone(READ.plusSeconds(9))),
            plain(texts.text("statusPage.read.expected", texts.day(LocalDate.of(2026, 6, 5)))));
    assertThat(page.select("#read tbody tr:eq(1) th a").attr("href"))
        .isEqualTo("/" + language.code() + "/2025");
    assertThat(page.select("#read tbody tr:eq(1) td").last().text()).isEqualTo("–");
    assertThat(page.select("#contradictions li").eachText()).containsExactly("A test. (TEST)");
  }

  @ParameterizedTest
  @CsvSource({"2026-06-08T03:59:59Z, false", "2026-06-08T04:00:00Z, true"})
  void aPublicationThatIsLateIsMarked(Instant now, boolean isLate) {
    Site site = new Site(now);
    Published.apply(site.published, Published.read(Published.feed("May 29, 2026", "2")), 1, READ);

    assertThat(site.page("/en/status").select("#read strong")).hasSize(isLate ? 1 : 0);
  }

  @Test
  void whatWasRefusedIsShownNewestFirstAndEscaped() {
    Site site = new Site(READ);
    for (int i = 0; i < 12; i++) {
      site.publishedValues.apply(
          PublicationRefused.newBuilder()
              .setEventId(new UUID(0, i))
              .setSource("ircc")
              .setFetchedFrom("https://feed.example/<" + i)
              .setFetchedAt(READ.plusSeconds(i))
              .setSha256("00")
              .setReasons(List.of(new Reason("TRUNCATED", "It ends in <row>.")))
              .build());
    }

    Document page = site.page("/en/status");

    assertThat(page.select("#refused li")).hasSize(10);
    assertThat(page.select("#refused li").first().text())
        .contains("https://feed.example/<11:", "It ends in <row>. (TRUNCATED)");
  }

  private static String plain(String text) {
    return text.replace('\u00a0', ' ').replace('\u202f', ' ');
  }
}
