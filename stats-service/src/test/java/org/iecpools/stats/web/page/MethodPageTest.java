package org.iecpools.stats.web.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.quota;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MethodPageTest {

  /** The beginning of the row in docs/forecast.md for each row of the page. */
  private static final Map<String, String> ROWS =
      Map.of(
          "brier", "| Brier, next round |",
          "log", "| log score, next round |",
          "brierEvery", "| Brier, every pool-week |",
          "brierByCandidates", "| Brier, by candidates |",
          "brierSeason", "| Brier, season |",
          "logSeason", "| log score, season |");

  @Test
  void theScoresAreThoseOfTheDocumentation() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("../docs/forecast.md"), UTF_8);

    assertThat(MethodPage.MEASURED)
        .hasSameSizeAs(ROWS.keySet())
        .allSatisfy(
            scores ->
                assertThat(lines)
                    .contains(
                        "%s %d | **%s** | %s | %s | %s |"
                            .formatted(
                                ROWS.get(scores.key()),
                                scores.poolWeeks(),
                                text(scores, scores.ours()),
                                text(scores, scores.ircc()),
                                text(scores, scores.lastWeek()),
                                text(scores, scores.climatology()))));
  }

  private static String text(MethodPage.Scores scores, double value) {
    return String.format(Locale.ROOT, "%." + scores.digits() + "f", value);
  }

  @ParameterizedTest
  @EnumSource
  void theMethodIsExplainedForCandidatesFirstAndThenForStatisticians(Language language) {
    Document page = new Site(NOON, quota(5)).page(PagePaths.method(language));

    assertThat(page.select("h2").eachAttr("id")).containsExactly("candidates", "statisticians");
    assertThat(page.select("tbody tr")).hasSize(MethodPage.MEASURED.size());
    assertThat(page.select("nav a[aria-current=page]").attr("href"))
        .isEqualTo(PagePaths.method(language));
    assertThat(page.text()).contains(language == Language.FRENCH ? "0,0127" : "0.0127");
  }
}
