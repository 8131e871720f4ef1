package org.iecpools.stats.web.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.iecpools.stats.domain.Rating;
import org.junit.jupiter.api.Test;

/** Compares the files of the pages with the enums of the service. */
class StylesTest {

  @Test
  void thePageHasAStyleForEveryRating() throws IOException {
    assertThat(
            Pattern.compile("data-rating=([a-z-]+)")
                .matcher(file("pages.css"))
                .results()
                .map(match -> match.group(1))
                .distinct())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Rating.values()).map(Rating::name).map(PagePaths::slug).toList());
  }

  private static String file(String name) throws IOException {
    try (InputStream in = StylesTest.class.getResourceAsStream("/static/assets/" + name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
