package org.iecpools.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iecpools.transparency.KeyType;
import org.iecpools.transparency.NoteKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RunWitnessTest {

  private static final String KEY =
      "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
  private static final String LOG = "go.sum database tree=" + KEY;

  /** A checkpoint of the Go checksum database. */
  private static final String CHECKPOINT =
      """
      go.sum database tree
      35225469
      vt5T6GaLCXvyHFl9VUvvItR43XZxfLgftEcTyO3eJCQ=

      — sum.golang.org Az3grpukl5AXaVfYkLiDGORx/DN2nlcS5kZHR5uYOBV2KA2HgXpD+gu9HHONebHLAyaKbbTM75QTtPydhKCExixSfwQ=
      """;

  private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:[0-9]+");
  private static final Duration START = Duration.ofSeconds(30);

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("witness", "--data", directory.toString()));
    all.addAll(List.of(arguments));
    return Iec.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  @Test
  void theKeyIsGeneratedOnceAndPrinted() {
    assertThat(run("--name", "example.com/w", "--key")).isZero();
    String first = out.toString();
    assertThat(run("--key")).isZero();

    assertThat(out.toString()).isEqualTo(first + first);
    NoteKey key = NoteKey.parse(first.strip());
    assertThat(key.name()).isEqualTo("example.com/w");
    assertThat(key.type()).isEqualTo(KeyType.COSIGNATURE_V1);
  }

  @Test
  void aWitnessCosignsACheckpointAndRefusesItsRepetitionWithTheOldSize() throws Exception {
    Thread witness =
        Thread.ofVirtual()
            .start(() -> run("--name", "w", "--log", LOG, "--listen", "127.0.0.1:0", "--json"));
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI url = URI.create(url(witness) + "/add-checkpoint");
      HttpRequest request =
          HttpRequest.newBuilder(url)
              .POST(HttpRequest.BodyPublishers.ofString("old 0\n\n" + CHECKPOINT))
              .build();
      HttpResponse<String> first = client.send(request, HttpResponse.BodyHandlers.ofString());
      HttpResponse<String> second = client.send(request, HttpResponse.BodyHandlers.ofString());

      assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
      assertThat(first.body()).startsWith("— w ");
      assertThat(second.statusCode()).isEqualTo(409);
      assertThat(second.body()).isEqualTo("35225469\n");
    } finally {
      witness.interrupt();
      witness.join();
    }
    List<JsonNode> events =
        out.toString().lines().map(line -> JsonMapper.shared().readTree(line)).toList();
    assertThat(events)
        .extracting(event -> event.path("event").asString())
        .containsExactly("started", "cosigned", "refused");
    assertThat(events.get(0).path("logs").get(0).asString()).isEqualTo("go.sum database tree");
    assertThat(events.get(1).path("size").asLong()).isEqualTo(35225469);
    assertThat(events.get(2).path("status").asInt()).isEqualTo(409);
  }

  private String url(Thread witness) throws InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < end && witness.isAlive()) {
      Matcher url = URL.matcher(out.toString());
      if (url.find()) {
        return url.group();
      }
      witness.join(Duration.ofMillis(20));
    }
    throw new AssertionError("the witness has not started: " + out + err);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "=",
        "go.sum database tree",
        "go.sum database tree=",
        "sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
        "\u001b[2J"
      })
  void aLogWithoutAValidKeyIsRefused(String log) {
    assertThat(run("--name", "w", "--log", log)).isEqualTo(2);

    assertThat(err.toString()).contains("--log", "is not the verifier key of a log");
    assertThat(err.toString()).doesNotContain("\tat ", "\u001b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"8090", "127.0.0.1", "127.0.0.1:65536", ":8090", "127.0.0.1:x"})
  void anInvalidAddressIsRefused(String address) {
    assertThat(run("--name", "w", "--log", LOG, "--listen", address)).isEqualTo(2);

    assertThat(err.toString()).contains("--listen").doesNotContain("\tat ");
  }

  @Test
  void aWitnessNeedsALogANameAndADirectory() {
    assertThat(run("--name", "w")).isEqualTo(2);
    assertThat(err.toString()).contains("at least one --log");
    assertThat(run("--log", LOG, "--listen", "127.0.0.1:0")).isEqualTo(1);
    assertThat(err.toString()).contains("--name");
    assertThat(run("--key")).isEqualTo(1);
    assertThat(run("--key", "--name", "two words")).isEqualTo(2);
    assertThat(err.toString()).contains("--name: ").doesNotContain("\tat ");
  }

  @Test
  void aPortInUseAndADirectoryThatIsAFileAreReported() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + other.getLocalPort();
      assertThat(run("--name", "w", "--log", LOG, "--listen", address)).isEqualTo(1);
      assertThat(err.toString()).contains("cannot listen on " + address);
    }
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThat(
            Iec.commandLine()
                .setErr(new PrintWriter(err, true))
                .execute("witness", "--data", file.toString(), "--name", "w", "--key"))
        .isEqualTo(1);
    assertThat(err.toString()).contains(file.toString()).doesNotContain("\tat ");
  }
}
