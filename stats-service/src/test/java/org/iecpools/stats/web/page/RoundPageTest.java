package org.iecpools.stats.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.id;
import static org.iecpools.stats.domain.Story.quota;
import static org.iecpools.stats.domain.Story.round;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.iecpools.events.RoundRun;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;

class RoundPageTest {

  private static final String ROUNDS = "/2026/ie/working-holiday/rounds/";
  private static final String CUT_OFF = "1ec0".repeat(16);

  private final RoundRun draw =
      RoundRun.newBuilder(round(2, 0, 5, NOON.plusSeconds(60)))
          .setPoolSize(9)
          .setDrawable(7)
          .setCutOff(ByteBuffer.wrap(HexFormat.of().parseHex(CUT_OFF)))
          .build();
  private final RoundRun corrected =
      RoundRun.newBuilder(draw)
          .setEventId(id("run", 201))
          .setRevision(1)
          .setInvited(4)
          .setCorrection("one was not eligible")
          .build();
  private final Site site =
      new Site(
          NOON.plusSeconds(3600),
          quota(9),
          round(1, 0, 1, NOON),
          draw,
          corrected,
          round(3, 0, 0, NOON.plusSeconds(120)));

  @Test
  void theResultOfARoundIsStatedWithItsCorrection() {
    Document page = site.page("/en" + ROUNDS + id("round", 2));

    assertThat(page.select("h1").text()).isEqualTo("Round of January 14, 2026, 13:01 EST");
    assertThat(Site.text(page, "answer"))
        .isEqualTo("Ireland, Working Holiday: this round invited 4 candidates.");
    assertThat(Site.text(page, "fact-revision")).isEqualTo("1");
    assertThat(Site.text(page, "fact-correction")).isEqualTo("one was not eligible");
    assertThat(Site.text(page, "fact-poolSize")).isEqualTo("9");
    assertThat(Site.text(page, "fact-drawable")).isEqualTo("7");
    assertThat(Site.text(page, "fact-invited")).isEqualTo("4");
    assertThat(Site.text(page, "fact-cutOff")).isEqualTo(CUT_OFF);
    assertThat(page.select("#check ~ p a").attr("href"))
        .isEqualTo("/en/verify#round=2026/IE/" + id("round", 2));
  }

  @Test
  void itLeadsToTheRoundsBeforeAndAfter() {
    assertThat(site.page("/fr" + ROUNDS + id("round", 2)).select("#others ~ ul a").eachAttr("href"))
        .containsExactly("/fr" + ROUNDS + id("round", 1), "/fr" + ROUNDS + id("round", 3));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotKnownIsADash(Language language) {
    Document page = site.page("/" + language.code() + ROUNDS + id("round", 3));

    assertThat(Site.text(page, "fact-drawable")).isEqualTo("–");
    assertThat(Site.text(page, "fact-cutOff")).isEqualTo("–");
    assertThat(Site.text(page, "fact-correction")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/en/2026/ie/working-holiday/rounds/nonsense",
        "/en/2026/ie/working-holiday/rounds/00000000-0000-0000-0000-000000000000",
        "/en/2026/ie/working-holiday/vie/rounds/00000000-0000-0000-0000-000000000000",
        "/en/2026/ie/au-pair/rounds/1"
      })
  void anUnknownRoundLeadsToThePool(String address) {
    assertThat(site.page(address, HttpStatus.NOT_FOUND).select("main ul a").eachAttr("href"))
        .contains("/en/2026/ie/working-holiday");
  }
}
