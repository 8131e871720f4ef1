package org.iecpools.stats.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.iecpools.kit.access.PublicEndpoint;
import org.iecpools.kit.web.OverHttp;
import org.iecpools.stats.domain.Story;
import org.iecpools.stats.web.Chromium.Shown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Loads the pages of the running HTTP server in Chromium, which applies the content security
 * policy.
 */
@OverHttp(ApiDescriptionTest.HttpOnly.class)
@Import(PageInBrowserTest.Planted.class)
class PageInBrowserTest {

  private static final String VIOLATION = "Content Security Policy";

  /** A page that violates the policy. */
  @RestController
  static class Planted {
    @PublicEndpoint
    @GetMapping(path = "/planted", produces = MediaType.TEXT_HTML_VALUE)
    String page() {
      return "<!doctype html><title>planted</title><p id=p>as sent</p>"
          + "<script>document.getElementById('p').textContent = 'changed'</script>";
    }
  }

  @LocalServerPort private int port;
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/en",
        "/fr",
        "/en/2026?country=ireland",
        "/en/how-it-works",
        "/en/method",
        "/fr/follow",
        "/fr/data",
        "/fr/status",
        "/en/verify",
        "/fr/no-such-page",
        "/en/2026/ie/working-holiday",
        "/fr/2026/ie",
        "/en/compare?pools=IE/working-holiday&seasons=2025,2026",
        "/docs/api",
        "/docs/events"
      })
  void aPageWorksWithinThePolicy(String path) throws Exception {
    Shown page = show(path);

    assertThat(page.console()).doesNotContain(VIOLATION);
    assertThat(page.document()).contains("</html>");
  }

  @Test
  void theScriptOfThePageRuns() throws Exception {
    Shown page = show("/");

    assertThat(page.document()).as(page.console()).contains("class=\"scripted\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          en | Asia/Tokyo    | Wednesday, January 14, 13:00 in Toronto (Thursday 03:00 for you)
          en | Europe/Dublin | Wednesday, January 14, 13:00 in Toronto (18:00 for you)
          en | America/Lima  | Wednesday, January 14, 13:00 in Toronto</time>
          fr | Asia/Tokyo    | mercredi 14 janvier, 13 h 00 à Toronto (jeudi 03 h 00 chez vous)
          """)
  void aReadersOwnTimeHasItsDayIfThatIsNotTorontos(String language, String zone, String expected)
      throws Exception {
    String round =
        "/%s/2026/ie/working-holiday/rounds/%s".formatted(language, Story.id("round", 1));
    Shown page = Chromium.showIn(zone, directory, "http://127.0.0.1:%d%s".formatted(port, round));

    assertThat(page.document().replace("&nbsp;", " ").replace('\u00a0', ' ')).contains(expected);
  }

  @Test
  void aViolationIsNoticed() throws Exception {
    Shown page = show("/planted");

    assertThat(page.console()).contains(VIOLATION);
    assertThat(page.document()).contains("as sent").doesNotContain(">changed<");
  }

  private Shown show(String path) throws IOException, InterruptedException {
    return Chromium.show(directory, "http://127.0.0.1:" + port + path);
  }
}
