package org.iecpools.stats.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.iecpools.kit.access.PublicEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Loads the pages of the running HTTP server in Chromium, which applies the content security
 * policy. Skipped if it is not installed ({@code apt-get install chromium}).
 */
@SpringBootTest(
    classes = ApiDescriptionTest.HttpOnly.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "management.endpoint.health.validate-group-membership=false")
@Import(PageInBrowserTest.Planted.class)
class PageInBrowserTest {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
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

  /**
   * A page after its scripts have run.
   *
   * @param document its elements
   * @param console messages of the browser
   */
  private record Shown(String document, String console) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/en",
        "/fr",
        "/en/2026?country=ireland",
        "/en/how-it-works",
        "/fr/data",
        "/fr/status",
        "/fr/no-such-page",
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

    assertThat(page.document()).contains("class=\"scripted\"");
  }

  @Test
  void aViolationIsNoticed() throws Exception {
    Shown page = show("/planted");

    assertThat(page.console()).contains(VIOLATION);
    assertThat(page.document()).contains("as sent").doesNotContain(">changed<");
  }

  private Shown show(String path) throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(CHROMIUM), "Chromium is not installed");
    Path console = directory.resolve("console");
    Path document = directory.resolve("document");
    Process chromium =
        new ProcessBuilder(
                CHROMIUM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + directory.resolve("profile"),
                "--enable-logging=stderr",
                "--virtual-time-budget=5000",
                "--dump-dom",
                "http://127.0.0.1:" + port + path)
            .redirectOutput(document.toFile())
            .redirectError(console.toFile())
            .start();
    try {
      assertThat(chromium.waitFor(2, TimeUnit.MINUTES)).as("Chromium has ended").isTrue();
    } finally {
      Stream.concat(chromium.descendants(), Stream.of(chromium.toHandle()))
          .forEach(ProcessHandle::destroyForcibly);
    }
    return new Shown(Files.readString(document, UTF_8), Files.readString(console, UTF_8));
  }
}
