package org.iecpools.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iecpools.beacon.LocalBeacon;
import org.iecpools.beacon.relay.ChainInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands {@code iec beacon} and {@code iec beacon serve}. */
class BeaconCommandTest {

  private static final String VALUE =
      "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd";
  private static final String SIGNATURE =
      "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";

  /** Round 1000 of quicknet, as a relay states it. */
  private static final String ROUND_1000 =
      "{\"round\":1000,\"randomness\":\"%s\",\"signature\":\"%s\"}".formatted(VALUE, SIGNATURE);

  private static final String NOBODY = "http://127.0.0.1:1";
  private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:[0-9]+");
  private static final Duration START = Duration.ofSeconds(30);

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<HttpServer> servers = new ArrayList<>();

  @TempDir private Path directory;

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(0));
  }

  private static int run(StringWriter out, StringWriter err, String... arguments) {
    List<String> all = new ArrayList<>(List.of("beacon"));
    all.addAll(List.of(arguments));
    return Iec.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  private int run(String... arguments) {
    return run(out, err, arguments);
  }

  private String relay(int status, String answer) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    servers.add(server);
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  // ---- fetching

  @Test
  void aGenuineRoundIsPrintedAndTheFaultsOfOtherRelaysAreReported() throws IOException {
    String good = relay(200, ROUND_1000);

    assertThat(run("1000", "--relay", NOBODY, "--relay", good)).isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
            chain      quicknet 52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971
            round      1000
            time       2023-08-23T15:59:24Z
            value      %s
            signature  %s
            relay      %s
            """
                .formatted(VALUE, SIGNATURE, good));
    assertThat(err.toString())
        .isEqualTo("! %s gave no complete answer: no connection\n".formatted(NOBODY));
  }

  @Test
  void theResultIsALineOfJson() throws IOException {
    String good = relay(200, ROUND_1000);
    String bad = relay(200, ROUND_1000.replace("fe29", "fe28"));

    assertThat(run("1000", "--relay", bad, "--relay", good, "--json")).isZero();

    assertThat(out.toString().lines()).hasSize(1);
    JsonNode json = JsonMapper.shared().readTree(out.toString());
    assertThat(json.path("result").asString()).isEqualTo("genuine");
    assertThat(json.path("round").asLong()).isEqualTo(1000);
    assertThat(json.path("randomness").asString()).isEqualTo(VALUE);
    assertThat(json.path("relay").asString()).isEqualTo(good);
    assertThat(json.path("faults").get(0).path("relay").asString()).isEqualTo(bad);
    assertThat(json.path("faults").get(0).path("fault").asString()).isEqualTo("not-genuine");
    assertThat(err.toString()).isEmpty();
  }

  /** Published by NIST on 2026-07-31. */
  @Test
  void aPulseIsVerifiedWithTheCertificateOfAFile() throws IOException {
    Path recorded =
        Path.of("../beacon/src/test/resources/org/iecpools/beacon/relay/nist-pulse-1884240.json");
    String good = relay(200, Files.readString(recorded));
    String nist = "../docs/nist-2025.json";

    assertThat(run("29759000", "--chain-info", nist, "--relay", good)).isZero();

    assertThat(out.toString().lines().map(line -> line.replaceFirst("(.{80}).*", "$1...")))
        .startsWith(
            "chain      nist-2025 ffccda2294cc1bd9f622177e168736c4af68c9672cdf20f4953fef3f0c6...",
            "round      29759000",
            "time       2026-07-31T23:20:00Z",
            "value      020b9f2f364872708a50692ee20b4a1db42a16f58d5972960bc68e2285c6a37813aa1...")
        .contains("relay      " + good)
        .anyMatch(line -> line.startsWith("pulse      0000003868747470733a2f2f"));
    assertThat(run("29759001", "--chain-info", nist, "--relay", good)).isEqualTo(1);
    assertThat(err.toString())
        .contains("round 29759001 of chain nist-2025", "is late")
        .contains("does not have the round, and gave the one of 2026-07-31T23:20:00Z");
  }

  @Test
  void theCertificateThatNistNamesSinceSeptember2026IsRefused() throws IOException {
    String old = Files.readString(Path.of("../docs/nist-2025.json"));
    Path certificate =
        Path.of("../beacon/src/test/resources/org/iecpools/beacon/relay/nist-certificate-2026.pem");
    Path file = directory.resolve("nist.json");
    Files.writeString(
        file,
        old.replaceFirst(
            "-----BEGIN.*END CERTIFICATE-----\\\\n",
            Matcher.quoteReplacement(Files.readString(certificate).replace("\n", "\\n"))));

    assertThat(run("latest", "--chain-info", file.toString(), "--relay", NOBODY)).isEqualTo(2);
    assertThat(err.toString())
        .contains("RSA key of 4096 bits, but the certificate has a key of 2048 bits");
  }

  @Test
  void withoutAGenuineRoundEveryRelayIsReported() throws IOException {
    String forged = relay(200, ROUND_1000.replace(SIGNATURE, "00".repeat(48)));
    String broken = relay(500, "\u001b[2J");

    assertThat(run("1000", "--relay", forged, "--relay", broken, "--relay", NOBODY)).isEqualTo(1);

    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .startsWith("iec: no relay gave round 1000 of chain quicknet (52db9ba7")
        .contains(
            forged
                + " answered with a round that is not genuine: the signature is not a point of the"
                + " group",
            broken + " answered with status 500",
            NOBODY + " gave no complete answer: no connection")
        .doesNotContain("\tat ", "\u001b");
  }

  @Test
  void aLateRoundAndOneInTheFutureAreDistinguished() throws IOException {
    String late = relay(404, "");

    assertThat(run("1000", "--relay", late)).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            "round 1000 of chain quicknet",
            "is late, or the relays",
            "its time was 2023-08-23T15:59:24Z");

    assertThat(run("10000000000", "--relay", NOBODY)).isEqualTo(1);
    assertThat(err.toString()).contains("is not there yet: its time is 2974-");

    assertThat(run("10000000000", "--relay", NOBODY, "--json")).isEqualTo(1);
    assertThat(out.toString()).startsWith("{\"result\":\"too-early\"").endsWith("\"faults\":[]}\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "-1", "1.5", "x", "server", "1e3", "9223372036854775807", "\u001b[2J", ""})
  void anInvalidNumberIsRefused(String number) {
    assertThat(run("--relay=" + NOBODY, "--", number)).isEqualTo(2);

    assertThat(err.toString())
        .contains("is neither the number of a round, such as 1000, nor latest")
        .doesNotContain("\tat ", "\u001b");
  }

  @Test
  void aRoundAndARelayAreNeeded() {
    for (String[] arguments :
        new String[][] {{}, {"latest"}, {"--relay", NOBODY}, {"--json", "1000"}}) {
      assertThat(run(arguments)).isEqualTo(2);
    }
    assertThat(err.toString()).contains("a ROUND and at least one --relay are needed");

    assertThat(run("1", "--relay", "http://user:secret@127.0.0.1")).isEqualTo(2);
    assertThat(err.toString()).contains("it has a user, a query or a fragment");
    assertThat(run("1", "--relay", NOBODY, "--chain", "fastnet")).isEqualTo(2);
    assertThat(run("1", "2", "--relay", NOBODY)).isEqualTo(2);
  }

  @Test
  void aFileThatDoesNotDescribeAChainIsRefused() throws IOException {
    Path other = Files.writeString(directory.resolve("other.json"), "{\"schemeID\":\"other\"}");
    for (Path file : List.of(other, directory, directory.resolve("none"), Path.of("/dev/zero"))) {
      assertThat(run("1", "--relay", NOBODY, "--chain-info", file.toString())).isEqualTo(2);
      assertThat(err.toString()).contains("--chain-info " + file).doesNotContain("\tat ");
    }
    assertThat(run("1", "--relay", NOBODY, "--chain", "quicknet", "--chain-info", other.toString()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("cannot be combined");
  }

  // ---- serving

  @Test
  void aLocalBeaconServesTheRoundsOfTheChainThatItKeeps() throws Exception {
    Path data = directory.resolve("beacon");
    StringWriter served = new StringWriter();
    Thread server = serve(data, served);
    String first;
    try {
      String relay = url(server, served);
      String info = data.resolve("chain-info.json").toString();
      assertThat(run("latest", "--relay", relay, "--chain-info", info)).isZero();
      assertThat(run("1", "--relay", relay, "--chain-info", info, "--json")).isZero();
      assertThat(run("1", "--relay", relay)).isEqualTo(1);
      assertThat(run("1000000000", "--relay", relay, "--chain-info", info)).isEqualTo(1);
      first = Files.readString(data.resolve("chain-info.json"));
    } finally {
      server.interrupt();
      server.join();
    }
    assertThat(out.toString())
        .contains(
            "A local chain: anyone who has its key knows every value in advance.",
            "\"result\":\"genuine\"",
            "\"chain\":\"local\"");
    assertThat(err.toString()).contains("round 1 of chain quicknet", "is not there yet");

    Path secret = data.resolve("secret.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
    String key = JsonMapper.shared().readTree(Files.readString(secret)).path("secret").asString();
    assertThat(key).hasSize(64);
    assertThat(served + out.toString() + err + first).doesNotContain(key);

    StringWriter servedAgain = new StringWriter();
    Thread again = serve(data, servedAgain);
    try {
      assertThat(url(again, servedAgain)).isNotEmpty();
    } finally {
      again.interrupt();
      again.join();
    }
    assertThat(data.resolve("chain-info.json")).hasContent(first);
    assertThat(ChainInfo.read(first.getBytes(StandardCharsets.UTF_8)).id())
        .isEqualTo(LocalBeacon.ID);
  }

  @Test
  void theParametersOfAChainArePrintedBeforeItIsServed() throws Exception {
    Path data = directory.resolve("beacon");

    assertThat(run("serve", "--data", data.toString(), "--period", "1", "--info")).isZero();

    String printed = out.toString();
    assertThat(printed.strip())
        .isEqualTo(Files.readString(data.resolve("chain-info.json")).strip());
    assertThat(JsonMapper.shared().readTree(printed).path("period").asInt()).isEqualTo(1);
    // and it stays the same
    out.getBuffer().setLength(0);
    assertThat(run("serve", "--data", data.toString(), "--info")).isZero();
    assertThat(out).hasToString(printed);
  }

  private Thread serve(Path data, StringWriter served) {
    return Thread.ofVirtual()
        .start(
            () ->
                run(
                    served,
                    served,
                    "serve",
                    "--data",
                    data.toString(),
                    "--listen",
                    "127.0.0.1:0",
                    "--genesis",
                    "2026-01-01T00:00:00Z"));
  }

  private static String url(Thread server, StringWriter served) throws InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < end && server.isAlive()) {
      Matcher url = URL.matcher(served.toString());
      if (url.find()) {
        return url.group();
      }
      server.join(Duration.ofMillis(20));
    }
    throw new AssertionError("the local beacon has not started: " + served);
  }

  @Test
  void aBeaconThatCannotBeServedIsRefusedWithASentence() throws Exception {
    String data = directory.resolve("beacon").toString();
    for (String[] invalid :
        new String[][] {
          {"--period", "0"},
          {"--period", "-3"},
          {"--genesis", "2026-01-01T00:00:00.5Z"},
          {"--genesis", "1969-12-31T00:00:00Z"},
          {"--genesis", "+999999-01-01T00:00:00Z"}
        }) {
      assertThat(run("serve", "--data", data, invalid[0], invalid[1])).isEqualTo(2);
      assertThat(err.toString()).contains("--genesis or --period is invalid");
    }
    assertThat(Path.of(data)).doesNotExist();

    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + other.getLocalPort();
      assertThat(run("serve", "--data", data, "--listen", address)).isEqualTo(1);
      assertThat(err.toString()).contains("cannot listen on " + address);
    }
    assertThat(run("serve", "--data", data, "--period", "30")).isEqualTo(1);
    assertThat(err.toString()).contains("has the period PT3S, which cannot be changed");

    Path file = Files.writeString(directory.resolve("file"), "");
    assertThat(run("serve", "--data", file.toString())).isEqualTo(1);
    assertThat(run("serve")).isEqualTo(2);
    assertThat(err.toString()).contains(file.toString()).doesNotContain("\tat ");
  }
}
