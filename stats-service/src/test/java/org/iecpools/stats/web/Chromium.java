package org.iecpools.stats.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Loads pages in Chromium without a window. Tests are skipped if it is not installed ({@code
 * apt-get install chromium}).
 */
final class Chromium {

  private static final Path PROGRAM = Path.of("/usr/bin/chromium");

  /**
   * A page after its scripts have run.
   *
   * @param document its elements
   * @param console messages of the browser
   */
  record Shown(String document, String console) {}

  private Chromium() {}

  /**
   * Loads a page and lets its scripts run for five seconds of virtual time.
   *
   * @param directory for the browser's files
   * @param options further options of the command line
   */
  static Shown show(Path directory, String address, String... options)
      throws IOException, InterruptedException {
    return showIn(System.getenv().getOrDefault("TZ", "UTC"), directory, address, options);
  }

  /**
   * Loads a page in a time zone, and lets its scripts run for five seconds of virtual time.
   *
   * @param zone the id of a time zone
   */
  static Shown showIn(String zone, Path directory, String address, String... options)
      throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(PROGRAM), "Chromium is not installed");
    Path console = directory.resolve("console");
    Path document = directory.resolve("document");
    ProcessBuilder builder =
        new ProcessBuilder(command(directory, address, options))
            .redirectOutput(document.toFile())
            .redirectError(console.toFile());
    builder.environment().put("TZ", zone);
    Process chromium = builder.start();
    try {
      assertThat(chromium.waitFor(2, TimeUnit.MINUTES)).as("Chromium has ended").isTrue();
    } finally {
      Stream.concat(chromium.descendants(), Stream.of(chromium.toHandle()))
          .forEach(ProcessHandle::destroyForcibly);
    }
    return new Shown(Files.readString(document, UTF_8), Files.readString(console, UTF_8));
  }

  private static List<String> command(Path directory, String address, String... options) {
    Stream<String> usual =
        Stream.of(
            PROGRAM.toString(),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--user-data-dir=" + directory.resolve("profile"),
            "--enable-logging=stderr",
            "--virtual-time-budget=5000",
            "--dump-dom");
    return Stream.of(usual, Stream.of(options), Stream.of(address)).flatMap(it -> it).toList();
  }
}
