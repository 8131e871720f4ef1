package org.iecpools.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import org.iecpools.management.ManagementPort;
import org.iecpools.stack.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class IecTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  @Test
  void theHelpListsEveryCommandWithItsPurpose() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString())
        .contains("Usage: iec", "Examples:")
        .containsPattern("demo +Plays a whole season")
        .containsPattern("replay +Replays published weekly tables")
        .containsPattern("audit +Recounts everything from the first event")
        .containsPattern("rounds +Lists the announced rounds")
        .containsPattern("verify-round +Verifies rounds of the lottery from the event log alone")
        .containsPattern("rebuild +Makes stats-service recompute all statistics")
        .containsPattern("up +Starts broker, registry and the four services")
        .containsPattern("status +Shows whether the stack is up")
        .containsPattern("doctor +Checks a running stack")
        .containsPattern("dead-letters +Lists, shows and redrives records")
        .containsPattern("export +Writes a running stack to files")
        .containsPattern("import +Writes an export to a new stack")
        .containsPattern("round-log +Publishes the events of rounds")
        .containsPattern("witness +Runs a witness that cosigns checkpoints")
        .containsPattern("webhooks +Posts changes")
        .containsPattern("beacon +Gets a round of a randomness beacon")
        .containsPattern("test +Runs the tests")
        .containsPattern("build +Builds with Maven");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "replay",
        "audit",
        "rounds",
        "verify-round",
        "rebuild",
        "up",
        "status",
        "doctor",
        "dead-letters",
        "export",
        "import",
        "round-log",
        "track",
        "webhooks",
        "witness",
        "beacon",
        "build",
        "test"
      })
  void everyCommandShowsSynopsisExitStatusAndExamples(String command) {
    assertThat(run(command, "--help")).isZero();

    assertThat(out.toString())
        .contains("Usage: iec " + command, "Exit status:", "Examples:", "./iec " + command);
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void withoutACommandTheHelpIsPrintedAndTheUsageIsInvalid() {
    assertThat(run()).isEqualTo(2);

    assertThat(out.toString()).contains("Commands:");
  }

  @Test
  void aMisspeltOptionGetsASuggestion() {
    assertThat(run("up", "--frsh")).isEqualTo(2);

    assertThat(err.toString()).contains("--frsh", "Possible solutions: --fresh");
  }

  @Test
  void aMisspeltCommandGetsASuggestion() {
    assertThat(run("stats")).isEqualTo(2);

    assertThat(err.toString()).contains("'stats'", "Did you mean: iec status");
  }

  @Test
  void aPortBaseOutOfRangeIsRefusedWithTheRange() {
    assertThat(run("up", "--port-base", "80", "--data-dir", directory.toString())).isEqualTo(1);

    assertThat(err.toString())
        .contains("port base 80 is out of range", "between 1024 and 64530")
        .doesNotContain("\tat ");
  }

  @Test
  void aPortInUseIsReportedWithItsComponentAndTheOptionForOtherPorts() throws IOException {
    int base = Ports.free().registry();
    try (ServerSocket other = new ServerSocket(base, 1, InetAddress.getLoopbackAddress())) {
      assertThat(other.isBound()).isTrue();
      String port = Integer.toString(base);

      assertThat(run("up", "--port-base", port, "--data-dir", directory.toString())).isEqualTo(1);

      assertThat(err.toString())
          .contains("already in use: port " + port + " (registry)", "--port-base")
          .doesNotContain("\tat ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--debug", "--without"})
  void anUnknownServiceIsRefusedWithTheListOfServices(String option) {
    assertThat(run("up", option, "pool-service,pools", "--data-dir", directory.toString()))
        .isEqualTo(2);

    assertThat(err.toString())
        .contains(
            option + " pools is not a service",
            "profile-service, pool-service, invitation-service, stats-service");
  }

  @Test
  void aServiceCannotBeBothDebuggedAndLeftOut() {
    assertThat(
            run(
                "up",
                "--debug",
                "stats-service",
                "--without",
                "pool-service",
                "--without",
                "stats-service",
                "--data-dir",
                directory.toString()))
        .isEqualTo(2);

    assertThat(err.toString()).contains("both --debug and --without");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aServiceThatIsLeftOutIsCheckedAndCountsOnlyIfItAnswers() throws IOException {
    Ports ports = Ports.free();
    Properties stack = new Properties();
    stack.setProperty("supervisor", me());
    stack.setProperty("port.broker", "" + ports.broker());
    stack.setProperty("port.registry", "" + ports.registry());
    stack.setProperty("port.profile-service", "" + ports.profile());
    stack.setProperty("port.pool-service", "" + ports.pool());
    stack.setProperty("port.invitation-service", "" + ports.invitation());
    stack.setProperty("port.stats-service", "" + ports.stats());
    stack.setProperty(
        "left-out",
        "broker registry profile-service pool-service invitation-service stats-service");
    try (Writer file = Files.newBufferedWriter(directory.resolve("stack.properties"))) {
      stack.store(file, null);
    }
    AtomicInteger answer = new AtomicInteger(200);
    HttpServer service =
        HttpServer.create(new InetSocketAddress("127.0.0.1", ManagementPort.of(ports.pool())), 0);
    service.createContext(
        "/actuator/health/readiness",
        exchange -> {
          exchange.sendResponseHeaders(answer.get(), -1);
          exchange.close();
        });
    service.start();
    try {
      assertThat(run("status", "--data-dir", directory.toString())).isZero();
      answer.set(503);
      assertThat(run("status", "--data-dir", directory.toString())).isEqualTo(1);
      assertThat(run("status", "--json", "--data-dir", directory.toString())).isEqualTo(1);
    } finally {
      service.stop(0);
    }

    assertThat(out.toString())
        .containsPattern("pool-service +left out +ready\n")
        .containsPattern("pool-service +left out +not ready: 503")
        .containsPattern("stats-service +left out, and nothing answers on its port")
        .contains("\"leftOut\":true")
        .doesNotContain("not started yet");
  }

  @Test
  void anImportOfAnythingElseIsRefusedBeforeAStackIsStarted() throws IOException {
    Path stack = directory.resolve("stack");
    assertThat(run("import", directory.toString(), "--data-dir", stack.toString())).isEqualTo(1);
    assertThat(err.toString())
        .contains(directory + " is not a complete export", "manifest.json is missing");

    Files.writeString(directory.resolve("manifest.json"), "{\"format\": \"other\"}");
    Files.writeString(directory.resolve("manifest.json.sha256"), "");
    assertThat(run("import", directory.toString(), "--data-dir", stack.toString())).isEqualTo(1);
    assertThat(err.toString())
        .contains("its format is 'other', not 'iec-pools-export'")
        .doesNotContain("\tat ");
    assertThat(stack).doesNotExist();
  }

  @Test
  void anImportToAnotherClusterNeedsItsRegistry() {
    assertThat(run("import", directory.toString(), "--connect", "127.0.0.1:1")).isEqualTo(2);
    assertThat(err.toString()).contains("--registry-url");
  }

  private static String me() {
    ProcessHandle me = ProcessHandle.current();
    return me.pid() + " " + me.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  @Test
  void withoutAStackTheJsonStatusIsOneObject() {
    assertThat(run("status", "--json", "--data-dir", directory.toString())).isEqualTo(1);

    assertThat(out.toString()).contains("\"up\":false", "\"components\":[]");
  }

  @Test
  void aSeasonWithoutShippedQuotasIsRefusedWithTheAvailableOnes() {
    assertThat(run("demo", "--season", "1999")).isEqualTo(2);

    assertThat(err.toString()).contains("1999", "2021", "2026");
  }

  @Test
  void aMissingFileToReplayIsReportedByName() {
    assertThat(run("replay", directory.resolve("none.csv").toString())).isEqualTo(2);

    assertThat(err.toString()).contains("there is no file", "none.csv").doesNotContain("\tat ");
  }

  @Test
  void allFaultsOfAFileToReplayAreReportedWithTheirLines() throws IOException {
    Path file = directory.resolve("weeks.csv");
    Files.writeString(
        file,
        """
        as_of,season,country,category,quota,invitations_issued
        2023-02-30,2023,IE,WORKING_HOLIDAY,100,5
        2023-02-03,2023,IE,WORKING_HOLIDAY,100,many
        """);

    assertThat(run("replay", file.toString())).isEqualTo(2);

    assertThat(err.toString())
        .contains("faults: 2", "line 2: as_of '2023-02-30'", "line 3: invitations_issued 'many'")
        .doesNotContain("Usage:");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aRegistryThatDoesNotAnswerAReplayIsReportedByAddress() throws IOException {
    Path file = directory.resolve("weeks.csv");
    Files.writeString(
        file, "as_of,season,country,category,quota\n2023-02-03,2023,IE,WORKING_HOLIDAY,100\n");
    String nobody = "http://127.0.0.1:" + Ports.free().registry();

    int status =
        run(
            "replay",
            file.toString(),
            "--connect",
            "127.0.0.1:1",
            "--registry-url",
            nobody,
            "--profile-url",
            nobody,
            "--pool-url",
            nobody,
            "--invitation-url",
            nobody,
            "--stats-url",
            nobody);

    assertThat(status).isEqualTo(1);
    assertThat(err.toString())
        .contains("could not be replayed", "registry " + nobody, "does not answer")
        .doesNotContain("\tat ");
  }

  @Test
  void aServiceThatDoesNotAnswerAnAuditIsReportedByAddress() {
    String nobody = "127.0.0.1:" + Ports.free().broker();

    String url = "http://" + nobody;

    int status = run("audit", "--connect", nobody, "--registry-url", url, "--stats-url", url);

    assertThat(status).isEqualTo(1);
    assertThat(err.toString())
        .contains("could not be audited", "http://" + nobody + " does not answer")
        .doesNotContain("\tat ");
  }

  @Test
  void aBrokerThatDoesNotAnswerAVerificationIsReportedByAddress() {
    String nobody = "127.0.0.1:" + Ports.free().broker();

    int status =
        run("verify-round", "--all", "--connect", nobody, "--registry-url", "http://" + nobody);

    assertThat(status).isEqualTo(1);
    assertThat(err.toString())
        .contains("no round could be verified", nobody + " does not answer")
        .doesNotContain("\tat ");
  }

  @Test
  void theAddressesOfThisStackAreNotCombinedWithAnotherBroker() {
    assertThat(run("audit", "--connect", "127.0.0.1:1")).isEqualTo(2);
    assertThat(run("doctor", "--connect", "127.0.0.1:1", "--pool-url", "http://127.0.0.1:2"))
        .isEqualTo(2);

    assertThat(err.toString())
        .contains(
            "--connect 127.0.0.1:1 is not the broker of the default addresses",
            "also needed: --registry-url, --stats-url",
            "also needed: --registry-url, --profile-url, --invitation-url, --stats-url");
  }

  @Test
  void theUpcomingRoundsAreListedAsInvitationServiceReturnsThem() throws IOException {
    HttpServer service = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    List<String> queries = new ArrayList<>();
    service.createContext(
        "/api/v1/rounds/upcoming",
        exchange -> {
          queries.add(exchange.getRequestURI().getQuery());
          byte[] answer = UPCOMING.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    service.start();
    String url = "http://127.0.0.1:" + service.getAddress().getPort();
    try {
      assertThat(run("rounds", "plan", "--invitation-url", url)).isZero();
      assertThat(run("rounds", "plan", "--invitation-url", url, "--country", "IE", "--json"))
          .isZero();
    } finally {
      service.stop(0);
    }

    assertThat(queries).containsExactly(null, "country=IE");
    assertThat(out.toString())
        .containsPattern(
            "Mon 2026-02-02 10:00 +2026/IE/WORKING_HOLIDAY +by policy, at most 500, yield 0.6"
                + " +0011223344556677\n")
        .contains("announced again: the season's plan changed")
        .containsOnlyOnce("ordered after the final round: three applications were refused\n")
        .contains(UPCOMING);
  }

  /** Regression test: a correction's reason once forged lines in the output of verify-round. */
  @Test
  void aReasonFromOutsideCannotForgeALine() throws IOException {
    String forged =
        UPCOMING.replaceAll(
            "the season's plan changed|three applications were refused",
            Matcher.quoteReplacement(
                "x\\u001b[2K\\u001b[1A\\r\\n  holds    size\\u2028\\u202e\\u009b2J"));
    HttpServer service = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    service.createContext(
        "/",
        exchange -> {
          boolean known = exchange.getRequestURI().getQuery() == null;
          byte[] answer =
              (known ? forged : "no\u001b[2K\n  holds").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(known ? 200 : 400, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    service.start();
    String url = "http://127.0.0.1:" + service.getAddress().getPort();
    try {
      assertThat(run("rounds", "plan", "--invitation-url", url)).isZero();
      assertThat(run("rounds", "plan", "--invitation-url", url, "--country", "IE")).isEqualTo(1);
    } finally {
      service.stop(0);
    }

    assertThat(out.toString() + err)
        .contains(
            "announced again: x\\u001b[2K\\u001b[1A\\u000d\\u000a  holds    size\\u2028\\u202e\\u009b2J",
            "final round: x\\u001b[2K\\u001b[1A\\u000d\\u000a  holds    size\\u2028\\u202e\\u009b2J")
        .doesNotContain("\u001b", "\r", "\n  holds");
    assertThat(out.toString().lines()).hasSize(5);
  }

  private static final String UPCOMING =
      """
      {"at": "2026-01-30T00:00:00Z", "rounds": [
        {"roundId": "0b6c2a4e-86f5-5b2c-9a5e-0d3f4c1b2a39", "pool": "2026/IE/WORKING_HOLIDAY",
         "runsAt": "2026-02-02T15:00:00Z", "commitment": "00112233445566778899", "revision": 1,
         "reason": "the season's plan changed", "cap": 500, "yield": 0.6},
        {"roundId": "7d1e5b90-3c52-5f0e-8a44-61b0c9d2e7f8", "pool": "2026/FR/YOUNG_PROFESSIONALS",
         "runsAt": "2026-11-09T15:00:00Z", "size": 3, "commitment": "aabbccddeeff00112233",
         "revision": 0, "afterFinalRound": "three applications were refused"}]}
      """;

  @Test
  void aVerificationNeedsEitherARoundOrAll() {
    String round = "2026/IE/0b6c2a4e-86f5-5b2c-9a5e-0d3f4c1b2a39";

    assertThat(run("verify-round")).isEqualTo(2);
    assertThat(run("verify-round", round, "--all")).isEqualTo(2);
    assertThat(err.toString()).contains("ROUND, --all or --bundle is needed");

    assertThat(run("verify-round", round, "--season", "2026")).isEqualTo(2);
    assertThat(err.toString()).contains("--season and --country require --all");

    assertThat(run("verify-round", "2026/IE")).isEqualTo(2);
    assertThat(err.toString()).contains("'2026/IE' does not end with the id of a round");
  }

  @Test
  void anAddressWithoutASchemeIsRefusedWithAnExample() {
    assertThat(run("audit", "--stats-url", "8084")).isEqualTo(2);

    assertThat(err.toString()).contains("--stats-url 8084", "http://127.0.0.1:8084");
  }

  @Test
  void aNegativeNumberOfEventsIsRefusedWithTheRange() {
    assertThat(run("audit", "--events", "-1")).isEqualTo(2);

    assertThat(err.toString()).contains("--events -1", "0 or more");
  }

  @Test
  void withoutAStackTheStatusShowsHowToStartOne() {
    assertThat(run("status", "--data-dir", directory.toString())).isEqualTo(1);

    assertThat(out.toString()).contains("No stack is up", directory.toString(), "./iec up");
  }

  private int run(String... arguments) {
    CommandLine commandLine =
        Iec.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    return commandLine.execute(arguments);
  }
}
