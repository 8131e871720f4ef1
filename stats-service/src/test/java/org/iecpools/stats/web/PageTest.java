package org.iecpools.stats.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.iecpools.events.Category;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Value;
import org.iecpools.stats.domain.Amount;
import org.iecpools.stats.domain.Rating;
import org.junit.jupiter.api.Test;

/** Compares the lists of the page with the enums of the service. */
class PageTest {

  @Test
  void thePageHasEveryCategory() throws IOException {
    String list = file("app.js").replaceFirst("(?s).*const CATEGORIES = \\{(.*?)\\};.*", "$1");

    assertThat(Pattern.compile("([A-Z_]+):").matcher(list).results().map(m -> m.group(1)))
        .containsExactlyElementsOf(Value.known(Category.class).stream().map(Enum::name).toList());
  }

  @Test
  void thePageHasAStyleForEveryRating() throws IOException {
    assertThat(
            Pattern.compile("data-r=\"([^\"]*)\"")
                .matcher(file("app.css"))
                .results()
                .map(match -> match.group(1))
                .distinct())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Rating.values()).map(Rating::text).toList());
  }

  @Test
  void thePageSortsEveryWord() throws IOException {
    String list = file("app.js").replaceFirst("(?s).*const WORDS = \\{(.*?)\\};.*", "$1");

    assertThat(Pattern.compile("\"([^\"]*)\":").matcher(list).results().map(m -> m.group(1)))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Amount.Word.values()).map(Amount.Word::text).toList());
  }

  @Test
  void thePageUsesOnlyKnownFaultCodes() throws IOException {
    assertThat(
            Pattern.compile("has\\(body, \"([^\"]*)\"\\)")
                .matcher(file("app.js"))
                .results()
                .map((MatchResult match) -> match.group(1)))
        .isNotEmpty()
        .isSubsetOf(Arrays.stream(FaultCode.values()).map(Enum::name).toList());
  }

  private static String file(String name) throws IOException {
    try (InputStream in = PageTest.class.getResourceAsStream("/static/" + name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
