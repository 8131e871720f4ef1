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
  void helpNamesEveryCommandWithWhatItDoes() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString())
        .contains("Usage: iec", "Examples:")
        .containsPattern("demo +Plays a whole season")
        .containsPattern("replay +Leads a stack of its own to published weekly tables")
        .containsPattern("audit +Recounts everything from the first event")
        .containsPattern("rounds +Shows the rounds that are announced")
        .containsPattern("verify-round +Verifies rounds of the lottery from the event log alone")
        .containsPattern("rebuild +Has stats-service count everything anew")
        .containsPattern("up +Starts broker, registry and the four services")
        .containsPattern("status +Says whether the stack is up")
        .containsPattern("doctor +Checks a stack that runs")
        .containsPattern("dead-letters +Lists, shows and redrives records")
        .containsPattern("test +Runs all tests")
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
        "build",
        "test"
      })
  void everyCommandTellsItsSynopsisItsExitStatusAndExamples(String command) {
    assertThat(run(command, "--help")).isZero();

    assertThat(out.toString())
        .contains("Usage: iec " + command, "Exit status:", "Examples:", "./iec " + command);
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void withoutACommandTheHelpIsShownAndTheStatusSaysWrongUse() {
    assertThat(run()).isEqualTo(2);

    assertThat(out.toString()).contains("Commands:");
  }

  @Test
  void aMisspeltOptionIsAnsweredWithTheRightOne() {
    assertThat(run("up", "--frsh")).isEqualTo(2);

    assertThat(err.toString()).contains("--frsh", "Possible solutions: --fresh");
  }

  @Test
  void aMisspeltCommandIsAnsweredWithTheRightOne() {
    assertThat(run("stats")).isEqualTo(2);

    assertThat(err.toString()).contains("'stats'", "Did you mean: iec status");
  }

  @Test
  void aPortBaseOutOfRangeIsAnsweredWithTheRange() {
    assertThat(run("up", "--port-base", "80", "--data-dir", directory.toString())).isEqualTo(1);

    assertThat(err.toString())
        .contains("port base 80 is out of range", "between 1024 and 65535")
        .doesNotContain("\tat ");
  }

  @Test
  void aPortInUseIsAnsweredWithWhoWantsItAndHowToChooseAnother() throws IOException {
    int base = Ports.free().registry();
    try (ServerSocket other = new ServerSocket(base, 1, InetAddress.getLoopbackAddress())) {
      assertThat(other.isBound()).isTrue();
      String port = Integer.toString(base);

      assertThat(run("up", "--port-base", port, "--data-dir", directory.toString())).isEqualTo(1);

      assertThat(err.toString())
          .contains("port " + port + ", for the registry, is in use", "--port-base")
          .doesNotContain("\tat ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--debug", "--without"})
  void aServiceThatThereIsNotIsAnsweredWithThoseThatThereAre(String option) {
    assertThat(run("up", option, "pool-service,pools", "--data-dir", directory.toString()))
        .isEqualTo(2);

    assertThat(err.toString())
        .contains(
            option + " pools: not a service",
            "profile-service, pool-service, invitation-service, stats-service");
  }

  @Test
  void aServiceIsNotBothDebuggedAndLeftOut() {
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

    assertThat(err.toString()).contains("either to --debug or to --without");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void theStatusOfAServiceThatIsLeftOutIsAskedForAndDoesNotCountWhileNobodyAnswers()
      throws IOException {
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
    HttpServer service = HttpServer.create(new InetSocketAddress("127.0.0.1", ports.pool()), 0);
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
        .containsPattern("pool-service +not part of this stack +ready\n")
        .containsPattern("pool-service +not part of this stack +not ready: 503")
        .containsPattern("stats-service +not part of this stack, and does not answer")
        .contains("\"leftOut\":true")
        .doesNotContain("has not been started yet");
  }

  private static String me() {
    ProcessHandle me = ProcessHandle.current();
    return me.pid() + " " + me.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  @Test
  void theStatusOfNoStackIsOneObjectForPrograms() {
    assertThat(run("status", "--json", "--data-dir", directory.toString())).isEqualTo(1);

    assertThat(out.toString()).contains("\"up\":false", "\"components\":[]");
  }

  @Test
  void aSeasonThatIsNotShippedIsAnsweredWithThoseThatAre() {
    assertThat(run("demo", "--season", "1999")).isEqualTo(2);

    assertThat(err.toString()).contains("1999", "2021", "2026");
  }

  @Test
  void aFileToReplayThatIsNotThereIsAnsweredByItsName() {
    assertThat(run("replay", directory.resolve("none.csv").toString())).isEqualTo(2);

    assertThat(err.toString()).contains("there is no file", "none.csv").doesNotContain("\tat ");
  }

  @Test
  void aFileToReplayWithFaultsIsAnsweredWithAllOfThemAndTheirLines() throws IOException {
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
  void aStackToReplayOnThatDoesNotAnswerIsAnsweredByItsAddress() throws IOException {
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
  void aBrokerToAuditThatDoesNotAnswerIsAnsweredByItsAddress() {
    String nobody = "127.0.0.1:" + Ports.free().broker();

    int status = run("audit", "--connect", nobody, "--stats-url", "http://" + nobody);

    assertThat(status).isEqualTo(1);
    assertThat(err.toString())
        .contains("could not be audited", "http://" + nobody + " does not answer")
        .doesNotContain("\tat ");
  }

  @Test
  void aBrokerToVerifyARoundOfThatDoesNotAnswerIsAnsweredByItsAddress() {
    String nobody = "127.0.0.1:" + Ports.free().broker();

    int status = run("verify-round", "--all", "--connect", nobody);

    assertThat(status).isEqualTo(1);
    assertThat(err.toString())
        .contains("no round could be verified", nobody + " does not answer")
        .doesNotContain("\tat ");
  }

  @Test
  void theRoundsToComeAreShownAsInvitationServiceTellsThem() throws IOException {
    HttpServer service = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    List<String> asked = new ArrayList<>();
    service.createContext(
        "/api/v1/rounds/to-come",
        exchange -> {
          asked.add(exchange.getRequestURI().getQuery());
          byte[] answer = TO_COME.getBytes(StandardCharsets.UTF_8);
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

    assertThat(asked).containsExactly(null, "country=IE");
    assertThat(out.toString())
        .containsPattern(
            "Mon 2026-02-02 10:00 +2026/IE/WORKING_HOLIDAY +by policy, at most 500, yield 0.6 +0011223344556677\n")
        .contains("announced anew: the season's plan changed")
        .contains(TO_COME);
  }

  /** Regression test: a correction's reason once forged lines in the output of verify-round. */
  @Test
  void aReasonFromOutsideForgesNoLine() throws IOException {
    String forged =
        TO_COME.replace(
            "the season's plan changed",
            "x\\u001b[2K\\u001b[1A\\r\\n  holds    size\\u2028\\u202e\\u009b2J");
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
        .contains("x\\u001b[2K\\u001b[1A\\u000d\\u000a  holds    size\\u2028\\u202e\\u009b2J")
        .doesNotContain("\u001b", "\r", "\n  holds");
    assertThat(out.toString().lines()).hasSize(3);
  }

  private static final String TO_COME =
      """
      {"at": "2026-01-30T00:00:00Z", "rounds": [
        {"roundId": "0b6c2a4e-86f5-5b2c-9a5e-0d3f4c1b2a39", "pool": "2026/IE/WORKING_HOLIDAY",
         "runsAt": "2026-02-02T15:00:00Z", "commitment": "00112233445566778899", "revision": 1,
         "reason": "the season's plan changed", "cap": 500, "yield": 0.6}]}
      """;

  @Test
  void aRoundToVerifyIsNamedOrAllAre() {
    String round = "2026/IE/0b6c2a4e-86f5-5b2c-9a5e-0d3f4c1b2a39";

    assertThat(run("verify-round")).isEqualTo(2);
    assertThat(run("verify-round", round, "--all")).isEqualTo(2);
    assertThat(err.toString()).contains("either ROUND or --all is needed");

    assertThat(run("verify-round", round, "--season", "2026")).isEqualTo(2);
    assertThat(err.toString()).contains("--season and --country go with --all");

    assertThat(run("verify-round", "2026/IE")).isEqualTo(2);
    assertThat(err.toString()).contains("'2026/IE' does not end with the id of a round");
  }

  @Test
  void anAddressWithoutSchemeIsAnsweredWithAnExample() {
    assertThat(run("audit", "--stats-url", "8084")).isEqualTo(2);

    assertThat(err.toString()).contains("--stats-url 8084", "http://127.0.0.1:8084");
  }

  @Test
  void fewerThanNoEventsAreAnsweredWithTheRange() {
    assertThat(run("audit", "--events", "-1")).isEqualTo(2);

    assertThat(err.toString()).contains("--events -1", "0 or more");
  }

  @Test
  void statusOfADirectoryWithoutAStackSaysHowToStartOne() {
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
