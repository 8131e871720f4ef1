package org.iecpools.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.iecpools.transparency.SignedNote.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class WitnessTest {

  private static final Optional<String> NAME = Optional.of("example.com/witness");

  @TempDir private Path root;

  private final SmallLog log = new SmallLog(40);
  private final List<WitnessEvent> events = Collections.synchronizedList(new ArrayList<>());
  private Instant now = Instant.parse("2026-11-29T20:00:00.5Z");
  private Witness witness;

  @AfterEach
  void close() throws IOException {
    if (witness != null) {
      witness.close();
    }
  }

  private Path directory() {
    return root.resolve("witness");
  }

  private Path state() {
    return directory().resolve("logs").resolve(log.witnessed().id());
  }

  private Witness open(WitnessedLog... logs) throws IOException {
    close();
    witness = Witness.open(directory(), NAME, List.of(logs), () -> now, events::add);
    return witness;
  }

  private Witness openAt(int size) throws IOException {
    open(log.witnessed());
    assertCosigned(log.note(size), witness.addCheckpoint(log.request(0, size)));
    return witness;
  }

  private void assertCosigned(SignedNote note, WitnessAnswer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    List<NoteSignature> cosignatures = SignedNote.signatures(answer.body());
    assertThat(cosignatures).hasSize(1);
    assertThat(note.with(cosignatures).status(witness.verifier())).isEqualTo(Status.VALID);
  }

  private Instant timeOf(WitnessAnswer answer) {
    return witness.verifier().timeOf(SignedNote.signatures(answer.body()).getFirst());
  }

  // ---- what is cosigned

  @Test
  void aLogThatGrowsIsCosignedEachTime() throws IOException {
    openAt(5);

    assertCosigned(log.note(6), witness.addCheckpoint(log.request(5, 6)));
    assertCosigned(log.note(40), witness.addCheckpoint(log.request(6, 40)));
    assertThat(events)
        .extracting(event -> ((WitnessEvent.Cosigned) event).checkpoint().size())
        .isEqualTo(List.of(5L, 6L, 40L));
  }

  @Test
  void theSameCheckpointIsCosignedAgainWithTheNewTime() throws IOException {
    openAt(5);
    now = now.plusSeconds(100);

    WitnessAnswer answer = witness.addCheckpoint(log.request(5, 5));

    assertCosigned(log.note(5), answer);
    assertThat(timeOf(answer)).isEqualTo(Instant.parse("2026-11-29T20:01:40Z"));
  }

  @Test
  void anEmptyLogIsCosigned() throws IOException {
    open(log.witnessed());
    Checkpoint empty = Checkpoint.of(SmallLog.ORIGIN, 0, Hash.EMPTY_TREE);

    SignedNote note = log.sign(empty.text());

    assertCosigned(note, witness.addCheckpoint(request("old 0\n", note)));
    assertCosigned(log.note(3), witness.addCheckpoint(log.request(0, 3)));
  }

  @Test
  void extensionLinesAreCosignedToo() throws IOException {
    open(log.witnessed());
    SignedNote note = log.sign(log.checkpoint(5).text() + "extension\n");

    assertCosigned(note, witness.addCheckpoint(request("old 0\n", note)));
  }

  @Test
  void theTreeHeadsOfTheGoChecksumDatabaseAreCosigned() throws IOException {
    open(new WitnessedLog(Recorded.SUMDB, List.of(Recorded.SUMDB_KEY)));
    SignedNote note = Recorded.note("sum.golang.org-35225469.txt");

    assertCosigned(note, witness.addCheckpoint(request("old 0\n", note)));

    SignedNote later = Recorded.note("sum.golang.org-63096908.txt");
    assertThat(witness.addCheckpoint(request("old 35225469\n", later)).status()).isEqualTo(422);
    assertThat(witness.addCheckpoint(request("old 0\n", later)))
        .isEqualTo(WitnessAnswer.conflict(35225469));
  }

  /** Requests that another implementation, litewitness, has in its tests. */
  @Test
  void requestsOfAnotherImplementationAreCosigned() throws IOException {
    String origin =
        "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562";
    byte[] key =
        HexFormat.of().parseHex("ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f");
    NoteKey logKey = new NoteKey(origin, KeyType.ED25519, Base64.getEncoder().encodeToString(key));
    open(new WitnessedLog(origin, List.of(logKey)));

    for (String request : Recorded.text("sigsum-requests.txt").split("---\n")) {
      WitnessAnswer answer = witness.addCheckpoint(bytes(request));

      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
  }

  @Test
  void aLogMayHaveTwoKeysAndSignWithOne() throws IOException {
    SigningKey second = SigningKey.generate(SmallLog.ORIGIN, KeyType.ED25519);
    open(new WitnessedLog(SmallLog.ORIGIN, List.of(log.key.verifier(), second.verifier())));
    String text = log.checkpoint(5).text();
    SignedNote note = new SignedNote(text, List.of(second.sign(text)));

    assertCosigned(note, witness.addCheckpoint(request("old 0\n", note)));
    assertCosigned(log.note(6), witness.addCheckpoint(log.request(5, 6)));
  }

  @Test
  void aHundredSignaturesOfTheLogAreOne() throws IOException {
    open(log.witnessed());
    SignedNote note = log.note(5);
    String line = note.signatures().getFirst().line();

    WitnessAnswer answer =
        witness.addCheckpoint(bytes("old 0\n\n" + note.text() + "\n" + line.repeat(100)));

    assertCosigned(note, answer);
    assertThat(witness.checkpoint(log.witnessed().id()).body().lines()).hasSize(6);
  }

  @Test
  void monitorsGetTheLastCheckpointWithTheSignaturesOfLogAndWitness() throws IOException {
    openAt(5);
    WitnessAnswer cosigned = witness.addCheckpoint(log.request(5, 7));

    WitnessAnswer answer = witness.checkpoint(log.witnessed().id());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(log.note(7) + cosigned.body());
    assertThat(witness.checkpoint("0".repeat(64)).status()).isEqualTo(404);
  }

  @Test
  void aLogThatWasNeverCosignedHasNothingForMonitors() throws IOException {
    open(log.witnessed());

    assertThat(witness.checkpoint(log.witnessed().id()).status()).isEqualTo(404);
  }

  // ---- what is refused

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] request(String head, SignedNote note) {
    return bytes(head + "\n" + note);
  }

  private record Hostile(String name, int status, byte[] body) {}

  private String proofLines(int oldSize, int size) {
    StringBuilder lines = new StringBuilder();
    log.proof(oldSize, size).forEach(hash -> lines.append(hash.base64()).append('\n'));
    return lines.toString();
  }

  private byte[] changed(Function<String, String> change) {
    return bytes(change.apply(new String(log.request(5, 8), StandardCharsets.UTF_8)));
  }

  /** Requests to a witness that has cosigned size 5. */
  private Stream<Hostile> hostile() {
    SmallLog fork = log.fork(3);
    SmallLog stranger = new SmallLog(8);
    SigningKey impostor = SigningKey.generate("example.com/witness", KeyType.COSIGNATURE_V1);
    String good = proofLines(5, 8);
    String text = log.checkpoint(8).text();
    NoteSignature signature = log.key.sign(text);
    Hash hash = Hash.leaf(new byte[0]);
    String emptyWithRoot = Checkpoint.of(SmallLog.ORIGIN, 0, hash).text();
    String huge = Checkpoint.of(SmallLog.ORIGIN, Long.MAX_VALUE, hash).text();
    return Stream.of(
        new Hostile("an empty body", 400, new byte[0]),
        new Hostile("only line breaks", 400, bytes("\n\n\n")),
        new Hostile("bytes that are not UTF-8", 400, new byte[] {(byte) 0xff, '\n', '\n'}),
        new Hostile("no old size", 400, bytes(good + "\n" + log.note(8))),
        new Hostile(
            "an old size with a zero before it", 400, changed(r -> r.replace("old 5", "old 05"))),
        new Hostile("a negative old size", 400, changed(r -> r.replace("old 5", "old -5"))),
        new Hostile(
            "an old size above 2^63",
            400,
            changed(r -> r.replace("old 5", "old 9223372036854775813"))),
        new Hostile(
            "an old size of other digits", 400, changed(r -> r.replace("old 5", "old \u0665"))),
        new Hostile("a space after the old size", 400, changed(r -> r.replace("old 5", "old 5 "))),
        new Hostile("carriage returns", 400, changed(r -> r.replace("\n", "\r\n"))),
        new Hostile(
            "no empty line after the proof", 400, bytes("old 5\n" + good + log.note(8).text())),
        new Hostile(
            "a hash of 31 bytes", 400, bytes("old 5\n" + "A".repeat(42) + "==\n\n" + log.note(8))),
        new Hostile(
            "a hash in base64 with unused bits",
            400,
            bytes("old 5\n" + "A".repeat(42) + "B=\n\n" + log.note(8))),
        new Hostile(
            "64 lines of proof",
            400,
            bytes("old 5\n" + (hash + "\n").repeat(64) + "\n" + log.note(8))),
        new Hostile(
            "ten thousand lines of proof",
            400,
            bytes("old 5\n" + (hash + "\n").repeat(10_000) + "\n" + log.note(8))),
        new Hostile("a checkpoint without signatures", 400, bytes("old 5\n" + good + "\n" + text)),
        new Hostile(
            "a checkpoint of two lines", 400, request("old 5\n", log.sign("example.com/log\n8\n"))),
        new Hostile(
            "a size with a zero before it",
            400,
            request("old 5\n" + good, log.sign(text.replace("\n8\n", "\n08\n")))),
        new Hostile(
            "an empty line among the extensions",
            400,
            request("old 5\n" + good, log.sign(text + "a\n\nb\n"))),
        new Hostile(
            "a control character in the checkpoint",
            400,
            changed(r -> r.replace("example", "exa\u0001mple"))),
        new Hostile(
            "101 signatures",
            400,
            bytes("old 5\n" + good + "\n" + text + "\n" + signature.line().repeat(101))),
        new Hostile("a smaller size than the old one", 400, request("old 5\n", log.note(4))),
        new Hostile(
            "an unknown log",
            404,
            changed(r -> r.replace("example.com/log\n8", "example.com/lag\n8"))),
        new Hostile(
            "a known log in capitals",
            404,
            changed(r -> r.replace("example.com/log\n8", "Example.com/log\n8"))),
        new Hostile("a signature of another key", 403, stranger.request(5, 8)),
        new Hostile(
            "a signature of the right name and another id",
            403,
            request(
                "old 5\n" + good,
                new SignedNote(text, List.of(NoteSignature.of(SmallLog.ORIGIN, 1, new byte[64]))))),
        new Hostile(
            "a signature of another checkpoint",
            403,
            request("old 5\n" + good, new SignedNote(text, log.note(7).signatures()))),
        new Hostile(
            "a valid signature and an invalid one of the same key",
            403,
            request("old 5\n" + good, log.note(8).with(log.note(7).signatures()))),
        new Hostile(
            "only a cosignature of a witness",
            403,
            request("old 5\n" + good, new SignedNote(text, List.of(impostor.cosign(text, now))))),
        new Hostile(
            "a key of the log as a cosignature",
            403,
            request(
                "old 5\n" + good,
                new SignedNote(
                    text,
                    List.of(
                        NoteSignature.of(
                            SmallLog.ORIGIN, log.key.verifier().id(), new byte[72]))))),
        new Hostile(
            "a size that was changed after signing",
            403,
            changed(r -> r.replace("\n8\n", "\n9\n"))),
        new Hostile("an old size from before", 409, log.request(3, 8)),
        new Hostile("an old size of zero", 409, log.request(0, 8)),
        new Hostile("an old size that was not reached", 409, log.request(6, 8)),
        new Hostile("a rolled back log, consistent with itself", 409, log.request(3, 4)),
        new Hostile("a rolled back log that begins again", 409, log.request(0, 3)),
        new Hostile("a rolled back log, the same old size", 409, log.request(3, 3)),
        new Hostile("no proof", 422, request("old 5\n", log.note(8))),
        new Hostile(
            "a proof that is too short", 422, request("old 5\n" + good.substring(45), log.note(8))),
        new Hostile(
            "a proof that is too long", 422, request("old 5\n" + good + hash + "\n", log.note(8))),
        new Hostile(
            "a proof in another order",
            422,
            request("old 5\n" + good.substring(45) + good.substring(0, 45), log.note(8))),
        new Hostile(
            "a proof from another size", 422, request("old 5\n" + proofLines(4, 8), log.note(8))),
        new Hostile(
            "63 lines of any proof",
            422,
            bytes("old 5\n" + (hash + "\n").repeat(63) + "\n" + log.note(8))),
        new Hostile(
            "the greatest size",
            422,
            bytes("old 5\n" + (hash + "\n").repeat(63) + "\n" + log.sign(huge))),
        new Hostile("a fork with its own proof", 422, fork.request(5, 8)),
        new Hostile(
            "a fork with the proof of the other view",
            422,
            request("old 5\n" + good, fork.note(8))),
        new Hostile("the same size with another root", 422, fork.request(5, 5)),
        new Hostile(
            "the same size and a proof", 422, request("old 5\n" + hash + "\n", log.note(5))),
        new Hostile("the same size with another root and old size zero", 409, fork.request(0, 5)),
        new Hostile("an empty log with a root", 400, request("old 5\n", log.sign(emptyWithRoot))),
        new Hostile(
            "an empty log after a larger one", 409, request("old 0\n", log.sign(emptyWithRoot))));
  }

  @TestFactory
  Stream<DynamicTest> aHostileRequestGetsNoCosignatureAndChangesNothing() {
    return hostile()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.name(),
                    () -> {
                      openAt(5);
                      byte[] before = Files.readAllBytes(state().resolve("checkpoint"));

                      WitnessAnswer answer = witness.addCheckpoint(each.body());

                      assertThat(answer.status()).as(answer.body()).isEqualTo(each.status());
                      assertThat(answer.body()).doesNotContain("\u2014").doesNotContain("example");
                      assertThat(Files.readAllBytes(state().resolve("checkpoint")))
                          .isEqualTo(before);
                      if (each.status() == 409) {
                        assertThat(answer).isEqualTo(WitnessAnswer.conflict(5));
                      }
                      assertCosigned(log.note(8), witness.addCheckpoint(log.request(5, 8)));
                      clear();
                    }));
  }

  private void clear() throws IOException {
    close();
    witness = null;
    try (Stream<Path> files = Files.walk(directory())) {
      for (Path file : files.toList().reversed()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void aFirstCheckpointMustComeWithoutAProofAndAnEmptyOneWithTheEmptyRoot() throws IOException {
    open(log.witnessed());
    Hash hash = Hash.leaf(new byte[0]);

    assertThat(witness.addCheckpoint(request("old 0\n" + hash + "\n", log.note(5))).status())
        .isEqualTo(422);
    SignedNote empty = log.sign(Checkpoint.of(SmallLog.ORIGIN, 0, hash).text());
    assertThat(witness.addCheckpoint(request("old 0\n", empty)).status()).isEqualTo(422);
    assertThat(state().resolve("checkpoint")).doesNotExist();
  }

  @Nested
  class SplitViews {

    @Test
    void bothNotesAreKeptOnceAndReported() throws IOException {
      openAt(5);
      SmallLog fork = log.fork(3);
      events.clear();

      witness.addCheckpoint(fork.request(5, 5));
      witness.addCheckpoint(fork.request(0, 5));

      Path evidence = ((WitnessEvent.SplitView) events.getFirst()).evidence();
      assertThat(events)
          .filteredOn(WitnessEvent.SplitView.class::isInstance)
          .containsOnly(new WitnessEvent.SplitView(SmallLog.ORIGIN, 5, evidence));
      assertThat(Files.readString(evidence))
          .contains(log.note(5).toString(), fork.note(5).toString());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(evidence)))
          .isEqualTo("rw-------");
      try (Stream<Path> files = Files.list(state())) {
        assertThat(files).hasSize(2);
      }
    }

    @Test
    void withoutASignatureOfTheLogNothingIsKept() throws IOException {
      openAt(5);
      String text = log.fork(3).checkpoint(5).text();

      witness.addCheckpoint(request("old 5\n", new SignedNote(text, log.note(5).signatures())));

      assertThat(events).noneMatch(WitnessEvent.SplitView.class::isInstance);
      try (Stream<Path> files = Files.list(state())) {
        assertThat(files).hasSize(1);
      }
    }
  }

  @Nested
  class Restarts {

    @Test
    void aWitnessRefusesTheSameAfterARestart() throws IOException {
      openAt(5);
      NoteKey key = witness.verifier();
      open(log.witnessed());

      assertThat(witness.verifier()).isEqualTo(key);
      assertThat(witness.addCheckpoint(log.request(0, 8))).isEqualTo(WitnessAnswer.conflict(5));
      assertThat(witness.addCheckpoint(log.fork(3).request(5, 8)).status()).isEqualTo(422);
      assertThat(witness.addCheckpoint(log.fork(3).request(5, 5)).status()).isEqualTo(422);
      assertCosigned(log.note(8), witness.addCheckpoint(log.request(5, 8)));
    }

    /** Ends the witness before each change of the file system in turn. */
    @Test
    void aCrashNeverLetsAWitnessForgetWhatItCosigned() throws IOException {
      SmallLog fork = log.fork(3);
      openAt(5);
      boolean isCut = true;
      int cut = 0;
      while (isCut) {
        close();
        AtomicInteger steps = new AtomicInteger();
        int last = cut;
        DurableFiles files =
            DurableFiles.onlyForThisUser()
                .before(
                    () -> {
                      if (steps.getAndIncrement() == last) {
                        throw new IllegalStateException("crash");
                      }
                    });
        int size = 6 + cut;
        witness =
            Witness.open(
                directory(), NAME, List.of(log.witnessed()), () -> now, events::add, files);
        int known =
            (int)
                Checkpoint.parse(
                        SignedNote.parse(Files.readAllBytes(state().resolve("checkpoint"))).text())
                    .size();
        try {
          assertCosigned(log.note(size), witness.addCheckpoint(log.request(known, size)));
          isCut = false;
        } catch (IllegalStateException _) {
          isCut = true;
        }
        open(log.witnessed());
        int after =
            (int)
                Checkpoint.parse(
                        SignedNote.parse(bytes(witness.checkpoint(log.witnessed().id()).body()))
                            .text())
                    .size();
        assertThat(after).isIn(known, size);
        assertThat(witness.addCheckpoint(fork.request(after, after)).status()).isEqualTo(422);
        assertThat(witness.addCheckpoint(fork.request(after, 40)).status()).isEqualTo(422);
        cut++;
      }
      assertThat(cut).isGreaterThan(4);
    }

    @Test
    void aFailedWriteGivesNoCosignatureAndLeavesTheWitnessUsable() throws IOException {
      openAt(5);
      // The name of the next version of the state is taken.
      Path obstacle = Files.createDirectories(state().resolve("checkpoint.tmp/full"));

      WitnessAnswer answer = witness.addCheckpoint(log.request(5, 8));

      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body()).doesNotContain("\u2014");
      Files.delete(obstacle);
      assertCosigned(log.note(7), witness.addCheckpoint(log.request(5, 7)));
    }

    @Test
    void damagedOrForeignStateIsRefused() throws IOException {
      openAt(5);
      close();
      Path file = state().resolve("checkpoint");
      String content = Files.readString(file);
      for (String other :
          List.of(
              "",
              content.substring(0, content.length() / 2),
              content.replace("\n5\n", "\n4\n"),
              log.note(5).toString())) {
        Files.writeString(file, other);
        assertThatThrownBy(() -> open(log.witnessed()))
            .isInstanceOf(TransparencyFailed.class)
            .hasMessageContaining("damaged");
      }
    }

    @Test
    void oneProcessUsesADirectory() throws IOException {
      openAt(5);

      assertThatThrownBy(() -> Witness.open(directory(), NAME, List.of(), () -> now, events::add))
          .isInstanceOf(TransparencyFailed.class)
          .hasMessageContaining("in use");
    }

    @Test
    void aWitnessKeepsItsNameAndNeedsOne() throws IOException {
      assertThatThrownBy(
              () -> Witness.open(directory(), Optional.empty(), List.of(), () -> now, events::add))
          .isInstanceOf(TransparencyFailed.class)
          .hasMessageContaining("--name");
      open();
      close();
      assertThatThrownBy(
              () ->
                  Witness.open(
                      directory(),
                      Optional.of("example.com/w2"),
                      List.of(),
                      () -> now,
                      events::add))
          .isInstanceOf(TransparencyFailed.class)
          .hasMessageContaining("example.com/witness");
    }

    @Test
    void onlyThisUserCanReadKeyAndState() throws IOException {
      openAt(5);

      for (Path file : List.of(directory().resolve("key"), state().resolve("checkpoint"))) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
      }
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
          .isEqualTo("rwx------");
    }

    @Test
    void aLogThatIsListedTwiceOrWithTheKeyOfAWitnessIsRefused() {
      assertThatThrownBy(() -> open(log.witnessed(), log.witnessed()))
          .isInstanceOf(TransparencyFailed.class);
      assertThatThrownBy(() -> new WitnessedLog("x", List.of(Recorded.GARDEN)))
          .isInstanceOf(Malformed.class);
    }
  }

  @Nested
  class Times {

    @Test
    void doNotGoBackWithTheClockAlsoNotForAnotherLogOrAfterARestart() throws IOException {
      SmallLog other = new SmallLog(5);
      WitnessedLog second = new WitnessedLog("example.com/second", List.of(other.key.verifier()));
      open(log.witnessed(), second);
      Instant first = timeOf(witness.addCheckpoint(log.request(0, 5)));
      now = now.minusSeconds(30);
      open(log.witnessed(), second);

      String text = Checkpoint.of("example.com/second", 1, Hash.leaf(new byte[0])).text();
      WitnessAnswer answer = witness.addCheckpoint(request("old 0\n", other.sign(text)));

      assertThat(timeOf(answer)).isEqualTo(first);
    }

    @Test
    void withAClockThatIsFarBehindNothingIsCosigned() throws IOException {
      openAt(5);
      now = now.minusSeconds(61);

      assertThat(witness.addCheckpoint(log.request(5, 6)).status()).isEqualTo(503);

      now = now.plusSeconds(61);
      assertCosigned(log.note(6), witness.addCheckpoint(log.request(5, 6)));
    }
  }

  /** Every size has two views; each thread submits one of them. One chain must result. */
  @Test
  void requestsAtTheSameTimeNeverGetCosignaturesForTwoViews() throws Exception {
    SmallLog fork = log.fork(5);
    openAt(5);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<List<Integer>>> tasks = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        SmallLog view = i % 2 == 0 ? log : fork;
        tasks.add(
            () -> {
              List<Integer> cosigned = new ArrayList<>();
              for (int size = 6; size <= 20; size++) {
                for (int old = 5; old < size; old++) {
                  if (witness.addCheckpoint(view.request(old, size)).status() == 200) {
                    cosigned.add(size);
                  }
                }
              }
              return cosigned;
            });
      }
      List<Integer> main = new ArrayList<>();
      List<Integer> other = new ArrayList<>();
      List<Future<List<Integer>>> results = executor.invokeAll(tasks);
      for (int i = 0; i < results.size(); i++) {
        (i % 2 == 0 ? main : other).addAll(results.get(i).get());
      }
      assertThat(main.isEmpty() || other.isEmpty()).isTrue();
      assertThat(main.size() + other.size()).isPositive();
      assertThat(Stream.concat(main.stream(), other.stream())).doesNotHaveDuplicates();
    }
  }
}
