package org.iecpools.invitation.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.iecpools.events.BeaconRoundId;
import org.iecpools.events.InputPosition;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.invitation.stream.RoundLog;
import org.iecpools.invitation.stream.StoredLists;
import org.iecpools.kit.web.Peers;
import org.iecpools.kit.web.Problem;
import org.iecpools.roundlog.RoundRecord;
import org.iecpools.transparency.SignedNote;
import org.iecpools.transparency.TileDirectory;
import org.iecpools.transparency.TileSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Bundles over HTTP. What they contain is compared with vectors by {@link BundleVectorsTest}. */
class BundlesTest {

  private static final UUID ROUND = UUID.fromString("48b1ab6e-0000-4000-8000-000000000001");
  private static final Instant TIME = Instant.parse("2026-02-03T16:00:00Z");
  private static final BeaconRoundId BEACON =
      new BeaconRoundId(ByteBuffer.allocate(32), 7L, TIME.plusSeconds(12));
  private static final Optional<TileSource> NO_LOG = Optional.empty();

  @TempDir private Path directory;

  private final RoundLog events = new RoundLog();
  private final StoredLists lists = new StoredLists();

  private RoundScheduled announced() {
    return RoundScheduled.newBuilder()
        .setEventId(new UUID(1, 1))
        .setOccurredAt(TIME.minusSeconds(60))
        .setPool(PoolIds.parse("2026/IE/WORKING_HOLIDAY"))
        .setRoundId(ROUND)
        .setRunsAt(TIME)
        .setSize(2)
        .setCommitment(ByteBuffer.allocate(32))
        .setBeacon(BEACON)
        .build();
  }

  private RoundSealed sealed() {
    return RoundSealed.newBuilder()
        .setEventId(new UUID(1, 2))
        .setOccurredAt(TIME)
        .setPool(PoolIds.parse("2026/IE/WORKING_HOLIDAY"))
        .setRoundId(ROUND)
        .setBeacon(BEACON)
        .setSeq(1)
        .setPoolSize(3)
        .setDrawable(3)
        .setSize(2)
        .setSizeReason("ordered")
        .setMerkleRoot(ByteBuffer.allocate(32))
        .setPositions(List.of(new InputPosition("iec.rounds", 0, 5L)))
        .setLog("cluster")
        .build();
  }

  private static RoundRun drawn() {
    return RoundRun.newBuilder()
        .setEventId(new UUID(1, 3))
        .setOccurredAt(TIME.plusSeconds(13))
        .setPool(PoolIds.parse("2026/IE/WORKING_HOLIDAY"))
        .setRoundId(ROUND)
        .setInvited(2)
        .setSeq(1L)
        .setDrawDate(LocalDate.parse("2026-02-03"))
        .setPoolSize(3)
        .setDrawable(3)
        .setSize(2)
        .setSizeReason("ordered")
        .setLog("cluster")
        .setMerkleRoot(ByteBuffer.allocate(32))
        .setSeed(ByteBuffer.allocate(32))
        .setBeacon(BEACON)
        .setBeaconValue(ByteBuffer.allocate(32))
        .setBeaconSignature(ByteBuffer.allocate(48))
        .build();
  }

  private void drawn(int size) {
    events.apply(announced(), 0, 5);
    events.apply(sealed(), 0, 7);
    events.apply(drawn(), 0, 9);
    byte[] list = new byte[16 * size];
    new Random(6).nextBytes(list);
    lists.add(ROUND, list);
  }

  private static Peers peers(Optional<URI> owner) {
    return new Peers(
        "here:1",
        new Peers.Directory() {
          @Override
          public Optional<URI> owner(String store, String key) {
            return owner;
          }

          @Override
          public List<URI> others() {
            return List.of();
          }
        });
  }

  private MockMvcTester http(PublishedRounds published) {
    return MockMvcTester.of(
        new BundlesController(
            events,
            lists.reads(),
            peers(Optional.empty()),
            new Installation("cluster", List.of()),
            published));
  }

  private MvcTestResult get(Optional<TileSource> log) {
    try (PublishedRounds published = new PublishedRounds(log)) {
      return http(published).get().uri("/api/v1/rounds/2026/IE/" + ROUND + "/bundle").exchange();
    }
  }

  private static JsonNode json(MvcTestResult answer) throws IOException {
    return JsonMapper.shared().readTree(answer.getResponse().getContentAsByteArray());
  }

  private static String problem(MvcTestResult answer) {
    Problem problem = (Problem) answer.getMvcResult().getResolvedException();
    return problem.getStatusCode().value() + " " + problem.getBody().getProperties().get("errors");
  }

  @Test
  void aBundleHasALengthATagAndATimeToLive() throws IOException {
    drawn(3);

    MvcTestResult answer = get(NO_LOG);

    assertThat(answer).hasStatusOk().hasContentType("application/json");
    assertThat(answer).hasHeader(HttpHeaders.CACHE_CONTROL, "max-age=60, public");
    assertThat(answer).containsHeader(HttpHeaders.ETAG);
    assertThat(answer.getResponse().getContentLengthLong())
        .isEqualTo(answer.getResponse().getContentAsByteArray().length);
    assertThat(json(answer).get("list").asString()).hasSize(96);
    assertThat(json(answer).get("events").size()).isEqualTo(3);
  }

  @Test
  void aListOfSeveralChunksIsWrittenCompletely() throws IOException {
    drawn(10_000);
    byte[] expected = new byte[160_000];
    new Random(6).nextBytes(expected);

    MvcTestResult answer = get(NO_LOG);

    assertThat(json(answer).get("list").asString()).isEqualTo(Hex.of(expected));
    assertThat(answer.getResponse().getContentLengthLong())
        .isEqualTo(answer.getResponse().getContentAsByteArray().length);
  }

  @Test
  void aClientThatHasTheBundleGetsNoBody() throws Exception {
    drawn(3);
    String tag = get(NO_LOG).getResponse().getHeader(HttpHeaders.ETAG);

    try (PublishedRounds published = new PublishedRounds(NO_LOG)) {
      MvcTestResult answer =
          http(published)
              .get()
              .uri("/api/v1/rounds/2026/IE/" + ROUND + "/bundle")
              .header(HttpHeaders.IF_NONE_MATCH, tag)
              .exchange();
      assertThat(answer).hasStatus(304).hasBodyTextEqualTo("").hasHeader(HttpHeaders.ETAG, tag);
    }

    events.apply(
        RoundRun.newBuilder(drawn())
            .setRevision(1)
            .setCorrection("a mistake")
            .setVoided(List.of(new UUID(5, 5)))
            .setInvited(1)
            .build(),
        0,
        12);
    assertThat(get(NO_LOG).getResponse().getHeader(HttpHeaders.ETAG)).isNotEqualTo(tag);
  }

  // ---- no bundle

  @Test
  void anUnknownRoundHasNoBundle() {
    assertThat(problem(get(NO_LOG))).startsWith("404").contains("UNKNOWN_ROUND");
  }

  @Test
  void aRoundToComeHasNoBundleYet() {
    events.apply(announced(), 0, 5);

    assertThat(problem(get(NO_LOG))).startsWith("404").contains("NOT_DRAWN");
  }

  @Test
  void aRoundOfAnotherCountryIsUnknown() {
    drawn(3);

    assertThat(
            problem(
                http(new PublishedRounds(NO_LOG))
                    .get()
                    .uri("/api/v1/rounds/2026/FR/" + ROUND + "/bundle")
                    .exchange()))
        .startsWith("404")
        .contains("UNKNOWN_ROUND");
  }

  @Test
  void aRoundWithoutABeaconHasNoBundleButOtherEvidence() {
    events.apply(
        RoundRun.newBuilder(drawn())
            .setBeacon(null)
            .setBeaconValue(null)
            .setBeaconSignature(null)
            .build(),
        0,
        9);

    assertThat(problem(get(NO_LOG)))
        .startsWith("404")
        .contains("NO_BUNDLE", "proof", "verify-round");
  }

  @Test
  void aRoundThatWasRunElsewhereHasNoBundle() {
    events.apply(
        RoundRun.newBuilder()
            .setEventId(new UUID(1, 4))
            .setOccurredAt(TIME)
            .setPool(PoolIds.parse("2026/IE/WORKING_HOLIDAY"))
            .setRoundId(ROUND)
            .setInvited(3)
            .build(),
        0,
        9);

    assertThat(problem(get(NO_LOG))).startsWith("404").contains("NO_PROOF");
  }

  @Test
  void anUnknownParameterIsRefused() {
    drawn(3);

    assertThat(
            problem(
                http(new PublishedRounds(NO_LOG))
                    .get()
                    .uri("/api/v1/rounds/2026/IE/" + ROUND + "/bundle?profileId=" + ROUND)
                    .exchange()))
        .startsWith("400")
        .contains("UNKNOWN_PARAMETER");
  }

  // ---- the log of rounds

  private JsonNode log(MvcTestResult answer) throws IOException {
    assertThat(answer).hasStatusOk();
    return json(answer).get("log");
  }

  private Path publish(List<RoundRecord> records) throws IOException {
    try (var log =
        org.iecpools.roundlog.RoundLog.open(directory, Optional.of("example.com/l"), "cluster")) {
      List<SignedNote> _ = log.take(records);
    }
    return directory.resolve("log");
  }

  private List<RoundRecord> records() {
    return List.of(
        new RoundRecord(0, 5, announced()),
        new RoundRecord(0, 7, sealed()),
        new RoundRecord(0, 9, drawn()));
  }

  @Test
  void theLogProvesTheEvents() throws IOException {
    drawn(3);
    Path log = publish(records());

    JsonNode proofs = log(get(Optional.of(new TileDirectory(log))));

    assertThat(proofs.get("indexes").toString()).isEqualTo("[0,1,2]");
    assertThat(proofs.get("checkpoints").valueStream().map(it -> it.get("paths").size()).toList())
        .containsExactly(2, 3);
  }

  @Test
  void withoutALogTheBundleStatesThat() throws IOException {
    drawn(3);

    assertThat(log(get(NO_LOG)).get("missing").asString()).contains("no log of rounds");
  }

  @Test
  void aLogThatIsBehindIsStated() throws IOException {
    drawn(3);
    Path log = publish(records().subList(0, 2));

    assertThat(log(get(Optional.of(new TileDirectory(log)))).get("missing").asString())
        .contains("has not come to all events");
  }

  @Test
  void aLogWithOtherEventsProvesNothing() throws IOException {
    drawn(3);
    Path log =
        publish(
            List.of(
                records().get(0),
                new RoundRecord(0, 7, RoundSealed.newBuilder(sealed()).setSize(1).build()),
                records().get(2)));

    assertThat(log(get(Optional.of(new TileDirectory(log)))).get("missing").asString())
        .contains("does not prove");
  }

  @Test
  void aLogThatFailsOrIsDamagedIsStated() throws IOException {
    drawn(3);
    Path log = publish(records());
    TileSource down =
        _ -> {
          throw new IOException("refused");
        };
    TileSource damaged =
        path ->
            path.equals("checkpoint")
                ? new TileDirectory(log).read(path)
                : Optional.of("damaged".getBytes(UTF_8));

    assertThat(log(get(Optional.of(down))).get("missing").asString()).contains("does not answer");
    assertThat(log(get(Optional.of(damaged))).get("missing").asString()).contains("log of rounds");
    assertThat(log(get(Optional.of(_ -> Optional.empty()))).get("missing").asString())
        .contains("log of rounds");
  }

  @Test
  @Timeout(30)
  void aLogThatHangsDelaysARequestForAShortTimeOnly() throws IOException {
    drawn(3);
    CountDownLatch end = new CountDownLatch(1);
    TileSource hanging =
        _ -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          return Optional.empty();
        };

    long before = System.nanoTime();
    JsonNode stated = log(get(Optional.of(hanging)));
    end.countDown();

    assertThat(stated.get("missing").asString()).contains("in time");
    assertThat(System.nanoTime() - before)
        .isLessThan(PublishedRounds.WAIT.plusSeconds(10).toNanos());
  }

  @Test
  void theLogIsNotAskedAgainForTheSameBundle() throws IOException {
    drawn(3);
    TileDirectory log = new TileDirectory(publish(records()));
    AtomicInteger reads = new AtomicInteger();
    TileSource counting =
        path -> {
          reads.incrementAndGet();
          return log.read(path);
        };

    try (PublishedRounds published = new PublishedRounds(Optional.of(counting))) {
      String path = "/api/v1/rounds/2026/IE/" + ROUND + "/bundle";
      assertThat(http(published).get().uri(path).exchange()).hasStatusOk();
      int first = reads.get();
      assertThat(http(published).get().uri(path).exchange()).hasStatusOk();
      assertThat(reads).hasValue(first);
    }
  }

  @Test
  void aReplacedLogIsReadFromItsBeginning() throws IOException {
    drawn(3);
    Path first = Files.createDirectory(directory.resolve("first"));
    Path second = Files.createDirectory(directory.resolve("second"));
    for (Path data : List.of(first, second)) {
      try (var log =
          org.iecpools.roundlog.RoundLog.open(
              data, Optional.of("example.com/" + data.getFileName()), "cluster")) {
        RoundRecord other =
            new RoundRecord(
                1, 3, RoundScheduled.newBuilder(announced()).setRoundId(new UUID(4, 4)).build());
        List<SignedNote> _ = log.take(data.equals(first) ? List.of(other) : List.of());
        List<SignedNote> _ = log.take(records());
        List<SignedNote> _ = log.take(data.equals(first) ? List.of() : List.of(other));
      }
    }
    Path[] now = {first};
    TileSource source = path -> new TileDirectory(now[0].resolve("log")).read(path);
    try (PublishedRounds published = new PublishedRounds(Optional.of(source))) {
      List<RoundLog.Located> located = events.events(ROUND);
      List<Bundle.Entry> entries =
          located.stream().map(at -> Bundle.Entry.of("cluster", at)).toList();

      assertThat(published.of(ROUND, located, entries).indexes()).containsExactly(1L, 2L, 3L);
      now[0] = second;
      // Another id, so that it is not answered from memory.
      assertThat(published.of(new UUID(3, 3), located, entries).indexes())
          .containsExactly(0L, 1L, 2L);
    }
  }
}
