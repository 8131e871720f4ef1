package org.iecpools.transparency;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.iecpools.transparency.WitnessClient.Submission;
import org.iecpools.transparency.WitnessClient.Target;
import org.iecpools.transparency.WitnessReport.Ahead;
import org.iecpools.transparency.WitnessReport.Cosigned;
import org.iecpools.transparency.WitnessReport.Faulty;
import org.iecpools.transparency.WitnessReport.Refused;
import org.iecpools.transparency.WitnessReport.Unreachable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs, witnesses and clients together, over HTTP. */
class WitnessClientTest {

  private static final Instant NOW = Instant.parse("2026-11-29T20:00:00Z");

  @TempDir private Path root;

  private final SmallLog log = new SmallLog(40);
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<WitnessEvent> events = Collections.synchronizedList(new ArrayList<>());
  private final HttpClient http = HttpClient.newHttpClient();
  private final WitnessClient client = client(Duration.ofSeconds(20));

  private WitnessClient client(Duration timeout) {
    return new WitnessClient(http, timeout, () -> NOW);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    http.shutdownNow();
  }

  private Target witness(String name, Instant now) throws IOException {
    Witness witness =
        Witness.open(
            root.resolve(name),
            Optional.of("example.com/" + name),
            List.of(log.witnessed()),
            () -> now,
            events::add);
    open.add(witness);
    WitnessServer server =
        WitnessServer.start(witness, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    open.add(server);
    return new Target(
        witness.verifier(), URI.create("http://127.0.0.1:" + server.address().getPort()));
  }

  /** A witness that answers whatever a test wants. */
  private Target fake(NoteKey key, Function<String, WitnessAnswer> answers) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String request =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          WitnessAnswer answer = answers.apply(request);
          byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", answer.contentType());
          exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    open.add(() -> server.stop(0));
    return new Target(
        key, URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/prefix/"));
  }

  private Submission submit(SmallLog from, int size, Target... targets)
      throws InterruptedException {
    return client.submit(from.note(size), List.of(targets), old -> from.proof(old, size));
  }

  private WitnessPolicy policy(int threshold, Target... targets) {
    StringBuilder lines = new StringBuilder("log " + log.key.verifier() + "\n");
    StringBuilder names = new StringBuilder();
    for (Target target : targets) {
      String name = target.key().name();
      lines.append("witness %s %s%n".formatted(name, target.key()));
      names.append(' ').append(name);
    }
    lines.append("group all-of-them %d%s%nquorum all-of-them%n".formatted(threshold, names));
    return WitnessPolicy.parse(lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aQuorumCosignsALogThatGrows() throws Exception {
    Target a = witness("a", NOW.minusSeconds(3));
    Target b = witness("b", NOW.minusSeconds(2));
    Target c = witness("c", NOW.minusSeconds(1));
    WitnessPolicy policy = policy(2, a, b, c);
    submit(log, 5, a, b);

    // c knows nothing yet, and is asked with the size that the client expects
    Submission next = submit(log, 9, a, b, c);

    assertThat(next.reports().values()).hasSize(3).allMatch(Cosigned.class::isInstance);
    assertThat(policy.isSatisfiedBefore(NOW.minusSeconds(1), next.note())).isTrue();
    assertThat(policy.isSatisfiedBefore(NOW.minusSeconds(2), next.note())).isFalse();
    assertThat(policy.isSatisfiedBy(log.note(9))).isFalse();
  }

  @Test
  void aRestartedClientLearnsTheSizeFromTheConflict() throws Exception {
    Target a = witness("a", NOW);
    submit(log, 5, a);

    Submission next =
        client(Duration.ofSeconds(20)).submit(log.note(9), List.of(a), old -> log.proof(old, 9));

    assertThat(next.reports().get(a)).isInstanceOf(Cosigned.class);
    assertThat(events)
        .filteredOn(WitnessEvent.Refused.class::isInstance)
        .extracting(event -> ((WitnessEvent.Refused) event).status())
        .containsExactly(409);
  }

  @Test
  void theDirectoryOfALogIsCosignedAndPublished() throws Exception {
    try (TileLog tiles =
        TileLog.open(root.resolve("log"), root.resolve("secrets"), "example.com/tiles")) {
      SigningKey unused = SigningKey.generate("x", KeyType.ED25519);
      Witness core =
          Witness.open(
              root.resolve("w"),
              Optional.of("w"),
              List.of(
                  new WitnessedLog(
                      "example.com/tiles", List.of(tiles.verifier(), unused.verifier()))),
              () -> NOW,
              events::add);
      open.add(core);
      WitnessServer server =
          WitnessServer.start(core, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      open.add(server);
      Target target =
          new Target(core.verifier(), URI.create("http://127.0.0.1:" + server.address().getPort()));
      for (int i = 0; i < 3; i++) {
        SignedNote signed = tiles.append(Collections.nCopies(150, new byte[] {(byte) i}));

        Submission submission =
            client.submit(signed, List.of(target), tiles.reader()::consistencyWith);

        assertThat(submission.reports().get(target)).isInstanceOf(Cosigned.class);
        tiles.publish(submission.note());
      }
      SignedNote published = TileReader.checkpoint(new TileDirectory(root.resolve("log")));
      assertThat(published.status(core.verifier())).isEqualTo(SignedNote.Status.VALID);
    }
  }

  // ---- logs that lie

  /** The log shows one view to one witness and another view to the other. */
  @Test
  void aSplitViewGetsNoQuorumAndLeavesEvidence() throws Exception {
    SmallLog fork = log.fork(3);
    Target a = witness("a", NOW);
    Target b = witness("b", NOW);
    WitnessPolicy policy = policy(2, a, b);

    SignedNote first = submit(log, 5, a).note();
    SignedNote second = submit(fork, 5, b).note();

    assertThat(policy.isSatisfiedBy(first)).isFalse();
    assertThat(policy.isSatisfiedBy(second)).isFalse();

    Submission again = submit(log, 5, a, b);
    assertThat(again.reports().get(a)).isInstanceOf(Cosigned.class);
    assertThat(again.reports().get(b))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(422);
              assertThat(refused.reason()).contains("another root of size 5");
            });
    assertThat(policy.isSatisfiedBy(again.note())).isFalse();
    assertThat(events).anyMatch(WitnessEvent.SplitView.class::isInstance);
    assertThat(submit(log, 9, b).reports().get(b))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.status()).isEqualTo(422));
  }

  @Test
  void aRolledBackLogIsRefusedAndReportedAsBehindItsWitness() throws Exception {
    Target a = witness("a", NOW);
    submit(log, 9, a);

    assertThat(submit(log, 5, a).reports().get(a)).isEqualTo(new Ahead(9));
    assertThat(submit(log.fork(5), 12, a).reports().get(a)).isInstanceOf(Refused.class);
  }

  // ---- witnesses that fail

  @Test
  void aFaultyAnswerIsIgnoredAndTheOthersCount() throws Exception {
    SigningKey key = SigningKey.generate("example.com/fake", KeyType.COSIGNATURE_V1);
    SigningKey other = SigningKey.generate("example.com/fake", KeyType.COSIGNATURE_V1);
    String text = log.note(5).text();
    String good = key.cosign(text, NOW).line();
    NoteSignature noTime =
        NoteSignature.of(key.verifier().name(), key.verifier().id(), new byte[72]);
    Target honest = witness("a", NOW);
    List<WitnessAnswer> faulty =
        List.of(
            WitnessAnswer.text(200, ""),
            WitnessAnswer.text(200, "thanks\n"),
            WitnessAnswer.text(200, good.strip()),
            WitnessAnswer.text(200, good + "\n"),
            WitnessAnswer.text(200, other.cosign(text, NOW).line()),
            WitnessAnswer.text(200, key.cosign(log.note(6).text(), NOW).line()),
            WitnessAnswer.text(200, key.cosign(text, NOW.plusSeconds(301)).line()),
            WitnessAnswer.text(200, noTime.line()),
            WitnessAnswer.text(200, good.repeat(2000)),
            WitnessAnswer.conflict(0),
            new WitnessAnswer(409, WitnessAnswer.SIZE_TYPE, "five\n"),
            new WitnessAnswer(409, WitnessAnswer.SIZE_TYPE, "5"),
            new WitnessAnswer(409, WitnessAnswer.SIZE_TYPE, "-5\n"));
    for (WitnessAnswer answer : faulty) {
      Submission submission =
          client(Duration.ofSeconds(20))
              .submit(
                  log.note(5),
                  List.of(fake(key.verifier(), _ -> answer), honest),
                  old -> log.proof(old, 5));

      assertThat(submission.reports().values())
          .as(answer.body())
          .anyMatch(Faulty.class::isInstance)
          .anyMatch(Cosigned.class::isInstance);
      assertThat(submission.note().status(key.verifier())).isEqualTo(SignedNote.Status.ABSENT);
    }
  }

  @Test
  void unknownSignaturesNextToTheRightOneAreIgnored() throws Exception {
    SigningKey key = SigningKey.generate("example.com/fake", KeyType.COSIGNATURE_V1);
    String text = log.note(5).text();
    String grease = NoteSignature.of("grease.invalid", 1, new byte[2420]).line();
    Target fake =
        fake(key.verifier(), _ -> WitnessAnswer.text(200, grease + key.cosign(text, NOW).line()));

    Submission submission = submit(log, 5, fake);

    assertThat(submission.note().signatures()).hasSize(2);
    assertThat(submission.note().status(key.verifier())).isEqualTo(SignedNote.Status.VALID);
  }

  @Test
  void aWitnessThatNamesAnotherSizeEachTimeIsGivenUp() throws Exception {
    AtomicInteger size = new AtomicInteger(1);
    Target fake = fake(Recorded.GARDEN, _ -> WitnessAnswer.conflict(size.getAndIncrement()));

    assertThat(submit(log, 20, fake).reports().get(fake)).isInstanceOf(Faulty.class);
    assertThat(size.get()).isEqualTo(4);
  }

  @Test
  void reasonsOfOthersAreCutAndWithoutControlCharacters() throws Exception {
    Target fake =
        fake(Recorded.GARDEN, _ -> WitnessAnswer.text(500, "\u001b[2J\n" + "x".repeat(1000)));

    assertThat(submit(log, 5, fake).reports().get(fake))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(500);
              assertThat(refused.reason()).hasSizeLessThan(210).doesNotContain("\u001b", "\n");
            });
  }

  @Test
  void aWitnessThatDoesNotAnswerOrListenDelaysTheOthersByTheTimeoutOnly() throws Exception {
    Target honest = witness("a", NOW);
    Target gone = new Target(Recorded.GARDEN, URI.create("http://127.0.0.1:1"));
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Target mute =
          new Target(Recorded.REMORA, URI.create("http://127.0.0.1:" + silent.getLocalPort()));

      Submission submission =
          client(Duration.ofSeconds(5))
              .submit(log.note(5), List.of(mute, gone, honest), old -> log.proof(old, 5));

      assertThat(submission.reports().get(mute)).isInstanceOf(Unreachable.class);
      assertThat(submission.reports().get(gone)).isInstanceOf(Unreachable.class);
      assertThat(submission.reports().get(honest)).isInstanceOf(Cosigned.class);
    }
  }
}
