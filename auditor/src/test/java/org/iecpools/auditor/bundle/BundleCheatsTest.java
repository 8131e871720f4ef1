package org.iecpools.auditor.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.iecpools.auditor.AuditFailed;
import org.iecpools.auditor.LoggedEvent;
import org.iecpools.auditor.draw.Check;
import org.iecpools.auditor.draw.Claim;
import org.iecpools.auditor.draw.Finding;
import org.iecpools.auditor.draw.Formats;
import org.iecpools.auditor.draw.Verification;
import org.iecpools.auditor.published.PublishedLog;
import org.iecpools.auditor.published.PublishedLogReader;
import org.iecpools.auditor.published.Trust;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.beacon.DrandChain;
import org.iecpools.beacon.LocalBeacon;
import org.iecpools.events.RoundSealed;
import org.iecpools.events.RoundsEvent;
import org.iecpools.roundlog.RoundLog;
import org.iecpools.roundlog.RoundRecord;
import org.iecpools.transparency.KeyType;
import org.iecpools.transparency.NoteKey;
import org.iecpools.transparency.SignedNote;
import org.iecpools.transparency.SigningKey;
import org.iecpools.transparency.TileDirectory;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Ways to cheat with a bundle, each identified by the claims that it breaks, in Java and with the
 * Node script. The bundles are those of docs/bundle-vectors.json, which invitation-service writes.
 */
class BundleCheatsTest {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Path DOCS = Path.of("..", "docs").toAbsolutePath().normalize();
  private static final JsonNode VECTORS =
      JSON.readTree(DOCS.resolve("bundle-vectors.json").toFile());
  private static final List<BeaconChain> QUICKNET = List.of(DrandChain.QUICKNET);
  private static final Optional<Trust> NO_TRUST = Optional.empty();

  /** A round with seven candidates, a cap of three, a correction and a log. */
  private static final int CORRECTED = 3;

  /** A round whose size an operator has stated, announced and corrected twice, without a log. */
  private static final int TWICE = 4;

  @TempDir private Path directory;

  private static ObjectNode bundle(int number) {
    return (ObjectNode) VECTORS.get("bundles").get(number).deepCopy();
  }

  private static NoteKey logKey() {
    return NoteKey.parse(VECTORS.get("logKey").asString());
  }

  private static List<NoteKey> witnesses() {
    return VECTORS
        .get("witnesses")
        .valueStream()
        .map(JsonNode::asString)
        .map(NoteKey::parse)
        .toList();
  }

  private static Optional<Trust> trust() {
    return Optional.of(new Trust(logKey(), witnesses(), 2));
  }

  // ---- tampering

  private static ObjectNode cheat(int number, Consumer<ObjectNode> tamper) {
    ObjectNode bundle = bundle(number);
    tamper.accept(bundle);
    return bundle;
  }

  /** Changes each event of a type. */
  private static void each(ObjectNode bundle, String type, Consumer<ObjectNode> change) {
    for (JsonNode event : bundle.get("events")) {
      ObjectNode entry = (ObjectNode) JSON.readTree(event.get("entry").asString());
      if (entry.get("type").asString().equals(type)) {
        change.accept((ObjectNode) entry.get("event"));
        ((ObjectNode) event).put("entry", entry.toString());
      }
    }
  }

  private static void all(ObjectNode bundle, Consumer<ObjectNode> change) {
    each(bundle, "RoundScheduled", change);
    sealAndRuns(bundle, change);
  }

  private static void sealAndRuns(ObjectNode bundle, Consumer<ObjectNode> change) {
    each(bundle, "RoundSealed", change);
    each(bundle, "RoundRun", change);
  }

  /** Changes the draw and not its corrections, or the other way round. */
  private static Consumer<ObjectNode> revision(int number, Consumer<ObjectNode> change) {
    return run -> {
      if (run.path("revision").asInt(0) == number) {
        change.accept(run);
      }
    };
  }

  /** Adds another event of a type some offsets after the one that is there. */
  private static void repeat(
      ObjectNode bundle, String type, int offset, Consumer<ObjectNode> change) {
    List<JsonNode> events = new ArrayList<>(bundle.get("events").valueStream().toList());
    JsonNode first =
        events.stream()
            .filter(it -> entry(it).get("type").asString().equals(type))
            .findFirst()
            .orElseThrow();
    ObjectNode entry = entry(first);
    entry.put("offset", entry.get("offset").asLong() + offset);
    ((ObjectNode) entry.get("event")).put("eventId", new UUID(7, 7).toString());
    change.accept((ObjectNode) entry.get("event"));
    events.add(JSON.createObjectNode().put("entry", entry.toString()));
    events.sort(Comparator.comparingLong(it -> entry(it).get("offset").asLong()));
    replace(bundle, events);
  }

  private static ObjectNode entry(JsonNode event) {
    return (ObjectNode) JSON.readTree(event.get("entry").asString());
  }

  /** Without proofs of the log, which has other events. */
  private static void replace(ObjectNode bundle, List<JsonNode> events) {
    bundle.set("events", JSON.createArrayNode().addAll(events));
    bundle.set("log", JSON.createObjectNode().put("missing", "there is none"));
  }

  private static void remove(ObjectNode bundle, String type) {
    replace(
        bundle,
        bundle
            .get("events")
            .valueStream()
            .filter(it -> !entry(it).get("type").asString().equals(type))
            .toList());
  }

  /** The value of another recorded round of quicknet. */
  private static void useBeaconOf(int number, ObjectNode run, boolean withId) {
    JsonNode other =
        JSON.readTree(
                bundle(number)
                    .get("events")
                    .valueStream()
                    .toList()
                    .getLast()
                    .get("entry")
                    .asString())
            .get("event");
    run.set("beaconValue", other.get("beaconValue"));
    run.set("beaconSignature", other.get("beaconSignature"));
    if (withId) {
      run.set("beacon", other.get("beacon"));
    }
  }

  private static String other(String hex) {
    return (hex.charAt(0) == '0' ? '1' : '0') + hex.substring(1);
  }

  private static void list(ObjectNode bundle, UnaryOperator<String> change) {
    bundle.put("list", change.apply(bundle.get("list").asString()));
  }

  // ---- verifying

  private static Verification verify(ObjectNode bundle, Optional<Trust> trust) {
    return verify(bundle, trust, Optional.empty(), Optional.empty());
  }

  private static Verification verify(
      ObjectNode bundle,
      Optional<Trust> trust,
      Optional<PublishedLog> published,
      Optional<UUID> profile) {
    return Bundle.read(bundle.toString().getBytes(UTF_8))
        .verify(QUICKNET, trust, published, profile);
  }

  private static Set<String> broken(ObjectNode bundle, Optional<Trust> trust) {
    return ids(verify(bundle, trust).broken());
  }

  private static Set<String> ids(List<Claim> claims) {
    Set<String> ids = new TreeSet<>();
    claims.forEach(claim -> ids.add(claim.id()));
    return ids;
  }

  /** The claims that a cheat breaks although nothing is verified about the log. Node agrees. */
  private Set<String> broken(int number, Consumer<ObjectNode> tamper) {
    ObjectNode bundle = cheat(number, tamper);
    assertThat(node(bundle).status()).as("by Node").isEqualTo(1);
    return broken(bundle, NO_TRUST);
  }

  private record Result(int status, String output) {}

  private Result node(JsonNode file, String... keys) {
    try {
      Path path = Files.writeString(directory.resolve("bundle.json"), file.toString());
      List<String> command =
          new ArrayList<>(
              List.of("node", DOCS.resolve("verify-draw.mjs").toString(), path.toString()));
      if (keys.length > 0) {
        command.add("");
        command.addAll(List.of(keys));
      }
      Process node = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(node.getInputStream().readAllBytes(), UTF_8);
      return new Result(node.waitFor(), output);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("install Node 20 or later", e);
    }
  }

  // ---- the vectors

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void everyBundleOfTheVectorsHolds(int number) {
    boolean hasLog = bundle(number).get("log").has("indexes");
    Verification verification = verify(bundle(number), hasLog ? trust() : NO_TRUST);

    assertThat(verification.checks()).allMatch(check -> check.finding() instanceof Finding.Holds);
    assertThat(verification.checks())
        .extracting(Check::claim)
        .contains(
            Claim.ONE_DRAW,
            Claim.CORRECTIONS,
            Claim.ANNOUNCEMENTS,
            Claim.COMMITMENT,
            Claim.SEALED,
            Claim.BEACON,
            Claim.DRAWABLE,
            Claim.MERKLE_ROOT,
            Claim.WITHIN_RULE,
            Claim.INVITED,
            Claim.CUT_OFF);
  }

  @Test
  void nodeAcceptsTheVectors() {
    Result all = node(VECTORS);
    Result withLog =
        node(
            bundle(CORRECTED),
            logKey().vkey(),
            witnesses().get(0).vkey(),
            witnesses().get(1).vkey());

    assertThat(all.output()).doesNotContain("WRONG").endsWith("everything is correct\n");
    assertThat(withLog.output())
        .doesNotContain("WRONG")
        .contains("confirmed in time by example.com/second-witness")
        .endsWith("everything is correct\n");
  }

  @Test
  void aBundleWithoutProofsOfTheLogIsNotJudgedByIt() {
    Verification verification = verify(bundle(TWICE), trust());

    assertThat(verification.broken()).isEmpty();
    assertThat(ids(verification.notJudged())).containsExactly("cosigned", "logged");
  }

  // ---- seal and beacon

  @Nested
  class Sealing {

    @Test
    void theListIsSealedAfterTheBeaconsRound() {
      assertThat(
              broken(
                  CORRECTED,
                  bundle -> {
                    each(
                        bundle,
                        "RoundSealed",
                        e -> e.put("occurredAt", "2023-09-15T11:00:03.000Z"));
                    each(
                        bundle, "RoundRun", e -> e.put("agesJudgedAt", "2023-09-15T11:00:03.000Z"));
                  }))
          .containsExactly("sealed");
    }

    @Test
    void theListIsSealedTwice() {
      assertThat(
              broken(CORRECTED, bundle -> repeat(bundle, "RoundSealed", 1, e -> e.put("size", 2))))
          .contains("sealed");
    }

    @Test
    void theListIsNotSealed() {
      assertThat(broken(CORRECTED, bundle -> remove(bundle, "RoundSealed"))).contains("sealed");
    }

    @Test
    void theRoundIsDrawnTwice() {
      assertThat(
              broken(CORRECTED, bundle -> repeat(bundle, "RoundRun", 1, e -> e.put("invited", 2))))
          .contains("one-draw");
    }

    @Test
    void theRoundIsAnnouncedAgainAfterTheSeal() {
      assertThat(
              broken(
                  CORRECTED,
                  bundle ->
                      repeat(
                          bundle,
                          "RoundScheduled",
                          4,
                          e -> e.put("revision", 1).put("reason", "It was lost."))))
          .contains("sealed");
    }

    @Test
    void anotherRoundOfTheBeaconIsUsed() {
      assertThat(
              broken(CORRECTED, bundle -> each(bundle, "RoundRun", e -> useBeaconOf(4, e, true))))
          .contains("sealed", "cut-off")
          .doesNotContain("beacon");
    }

    @Test
    void anotherRoundOfTheBeaconIsAnnouncedAfterwards() {
      assertThat(
              broken(
                  CORRECTED,
                  bundle -> {
                    each(bundle, "RoundRun", e -> useBeaconOf(2, e, true));
                    JsonNode[] beacon = new JsonNode[1];
                    each(bundle, "RoundRun", e -> beacon[0] = e.get("beacon"));
                    all(bundle, e -> e.set("beacon", beacon[0]));
                  }))
          .contains("commitment", "cut-off");
    }

    @Test
    void anOldValueIsUsed() {
      assertThat(
              broken(CORRECTED, bundle -> each(bundle, "RoundRun", e -> useBeaconOf(1, e, false))))
          .contains("beacon", "cut-off");
    }

    @Test
    void theSignatureIsForged() {
      ObjectNode bundle =
          cheat(
              CORRECTED,
              it ->
                  each(
                      it,
                      "RoundRun",
                      e ->
                          e.put(
                              "beaconSignature",
                              e.get("beaconSignature").asString().replaceFirst(".$", "c"))));

      assertThat(broken(bundle, NO_TRUST)).containsExactly("beacon");
      assertThat(node(bundle).output()).contains("WRONG value of the beacon");
    }

    @Test
    void theChainIsTheOperatorsOwn() {
      LocalBeacon own =
          LocalBeacon.of(
              ByteBuffer.allocate(32).putInt(28, 666).array(),
              Instant.EPOCH,
              Duration.ofSeconds(3));

      assertThat(
              ids(
                  Bundle.read(bundle(CORRECTED).toString().getBytes(UTF_8))
                      .verify(List.of(own.chain()), NO_TRUST, Optional.empty(), Optional.empty())
                      .broken()))
          .containsExactly("beacon");
    }

    @Test
    void theBeaconIsLeftOut() {
      ObjectNode bundle =
          cheat(
              CORRECTED,
              it -> {
                each(it, "RoundScheduled", e -> e.remove("beacon"));
                remove(it, "RoundSealed");
                each(
                    it,
                    "RoundRun",
                    e -> {
                      e.remove("beacon");
                      e.remove("beaconValue");
                      e.remove("beaconSignature");
                    });
              });

      assertThat(broken(bundle, NO_TRUST)).contains("beacon", "commitment");
      assertThat(node(bundle).status()).isEqualTo(1);
    }
  }

  // ---- the list and the draw

  @Nested
  class Drawing {

    @Test
    void aPseudonymIsAdded() {
      assertThat(broken(CORRECTED, bundle -> list(bundle, all -> all + "f".repeat(32))))
          .contains("drawable", "merkle-root");
    }

    @Test
    void aPseudonymIsRemoved() {
      assertThat(broken(CORRECTED, bundle -> list(bundle, all -> all.substring(32))))
          .contains("drawable", "merkle-root");
    }

    @Test
    void twoPseudonymsAreSwapped() {
      assertThat(
              broken(
                  CORRECTED,
                  bundle ->
                      list(
                          bundle,
                          all -> all.substring(32, 64) + all.substring(0, 32) + all.substring(64))))
          .contains("drawable", "merkle-root");
    }

    @Test
    void aPseudonymIsAddedAfterTheSealAndTheDrawFitsIt() {
      assertThat(
              broken(
                  CORRECTED,
                  bundle -> {
                    list(bundle, all -> all + "f".repeat(32));
                    each(
                        bundle,
                        "RoundRun",
                        e -> {
                          e.put("drawable", 8);
                          e.put("merkleRoot", root(bundle.get("list").asString()));
                        });
                  }))
          .contains("sealed")
          .doesNotContain("drawable", "merkle-root");
    }

    private static String root(String list) {
      List<UUID> leaves = new ArrayList<>();
      for (int at = 0; at < list.length(); at += 32) {
        leaves.add(
            new UUID(
                Long.parseUnsignedLong(list.substring(at, at + 16), 16),
                Long.parseUnsignedLong(list.substring(at + 16, at + 32), 16)));
      }
      return HexFormat.of().formatHex(Formats.merkleRoot(leaves));
    }

    @Test
    void theSeedIsSwapped() {
      assertThat(
              broken(
                  CORRECTED,
                  bundle ->
                      each(
                          bundle, "RoundRun", e -> e.put("seed", other(e.get("seed").asString())))))
          .containsExactly("commitment", "cut-off");
    }

    @Test
    void theSeedIsWithheld() {
      assertThat(broken(CORRECTED, bundle -> each(bundle, "RoundRun", e -> e.remove("seed"))))
          .contains("commitment", "invited", "cut-off");
    }

    @Test
    void theCutOffIsMoved() {
      assertThat(
              broken(
                  CORRECTED,
                  bundle -> each(bundle, "RoundRun", e -> e.put("cutOff", "f".repeat(64)))))
          .containsExactly("cut-off");
    }

    @Test
    void oneMoreIsInvited() {
      assertThat(
              broken(
                  CORRECTED,
                  bundle ->
                      each(
                          bundle, "RoundRun", e -> e.put("invited", e.get("invited").asInt() + 1))))
          .containsExactly("invited");
    }

    @Test
    void theSizeIsAboveTheCap() {
      assertThat(broken(CORRECTED, bundle -> sealAndRuns(bundle, e -> e.put("size", 4))))
          .contains("within-rule", "invited");
    }

    @Test
    void theSizeIsNotTheOperators() {
      assertThat(broken(TWICE, bundle -> sealAndRuns(bundle, e -> e.put("size", 5))))
          .contains("within-rule");
    }

    @Test
    void theRoundIsAnnouncedAgainWithoutAReason() {
      assertThat(broken(TWICE, bundle -> each(bundle, "RoundScheduled", e -> e.remove("reason"))))
          .containsExactly("announcements");
    }

    @Test
    void theDrawHadNotReadTheAnnouncement() {
      assertThat(
              broken(
                  CORRECTED,
                  bundle ->
                      sealAndRuns(
                          bundle, e -> ((ObjectNode) e.get("positions").get(1)).put("offset", 1))))
          .containsExactly("announced-before");
    }
  }

  // ---- corrections

  @Nested
  class Correcting {

    private Set<String> corrected(Consumer<ObjectNode> change) {
      return broken(CORRECTED, bundle -> each(bundle, "RoundRun", revision(1, change)));
    }

    @Test
    void aCorrectionHasNoReason() {
      assertThat(corrected(e -> e.put("correction", " "))).containsExactly("corrections");
    }

    @Test
    void aCorrectionVoidsNothing() {
      assertThat(corrected(e -> e.remove("voided"))).containsExactly("corrections");
    }

    @Test
    void aCorrectionVoidsMoreThanItStates() {
      assertThat(corrected(e -> ((ArrayNode) e.get("voided")).add(new UUID(9, 9).toString())))
          .containsExactly("corrections");
    }

    @Test
    void aCorrectionVoidsMoreThanWereInvited() {
      assertThat(
              corrected(
                  e -> {
                    for (int i = 0; i < 3; i++) {
                      ((ArrayNode) e.get("voided")).add(new UUID(9, i).toString());
                    }
                    e.put("invited", -1);
                  }))
          .containsExactly("corrections");
    }

    @Test
    void aCorrectionChangesTheDraw() {
      assertThat(corrected(e -> e.put("cutOff", "f".repeat(64)))).contains("corrections");
    }

    @Test
    void aCorrectionInvitesSomebodyAgain() {
      assertThat(
              broken(
                  TWICE,
                  bundle ->
                      each(
                          bundle,
                          "RoundRun",
                          revision(2, e -> ((ArrayNode) e.get("voided")).remove(0)))))
          .containsExactly("corrections");
    }

    /** Only someone who knows the profile can see it. */
    @Test
    void aCorrectionVoidsTheInvitationOfALoser() {
      JsonNode drawn = drawVector(bundle(CORRECTED).get("roundId").asString());
      UUID round = UUID.fromString(drawn.get("roundId").asString());
      UUID loser =
          drawn
              .get("candidates")
              .valueStream()
              .filter(its -> !its.get("invited").asBoolean())
              .map(its -> UUID.fromString(its.get("profileId").asString()))
              .findFirst()
              .orElseThrow();
      String invitation = Formats.invitationId(round, loser).toString();
      ObjectNode bundle =
          cheat(
              CORRECTED,
              it ->
                  each(
                      it,
                      "RoundRun",
                      revision(1, e -> ((ArrayNode) e.get("voided")).set(0, invitation))));

      assertThat(broken(bundle, NO_TRUST)).isEmpty();
      assertThat(ids(verify(bundle, NO_TRUST, Optional.empty(), Optional.of(loser)).broken()))
          .containsExactly("corrections");
    }

    @Test
    void aProfilesTicketAndPathAreThoseOfItsProof() {
      JsonNode drawn = drawVector(bundle(CORRECTED).get("roundId").asString());
      Bundle bundle = Bundle.read(bundle(CORRECTED).toString().getBytes(UTF_8));
      for (JsonNode its : drawn.get("candidates")) {
        var candidacy = bundle.candidacy(UUID.fromString(its.get("profileId").asString()));

        assertThat(HexFormat.of().formatHex(candidacy.ticket()))
            .isEqualTo(its.get("ticket").asString());
        assertThat(candidacy.index()).isEqualTo(its.get("index").asInt());
        assertThat(candidacy.path().stream().map(HexFormat.of()::formatHex).toList())
            .isEqualTo(its.get("path").valueStream().map(JsonNode::asString).toList());
      }
      assertThat(bundle.candidacy(new UUID(1, 1)).drawable()).isFalse();
    }
  }

  private static JsonNode drawVector(String roundId) {
    return JSON.readTree(DOCS.resolve("draw-vectors.json").toFile())
        .get("sealedRounds")
        .valueStream()
        .filter(round -> round.get("roundId").asString().equals(roundId))
        .findFirst()
        .orElseThrow();
  }

  // ---- the log of rounds

  @Nested
  class Logging {

    private static ArrayNode checkpoints(ObjectNode bundle) {
      return (ArrayNode) bundle.get("log").get("checkpoints");
    }

    private static void notes(ObjectNode bundle, UnaryOperator<SignedNote> change) {
      for (JsonNode checkpoint : checkpoints(bundle)) {
        SignedNote note = SignedNote.parse(checkpoint.get("note").asString().getBytes(UTF_8));
        ((ObjectNode) checkpoint).put("note", new String(change.apply(note).bytes(), UTF_8));
      }
    }

    private static SignedNote without(SignedNote note, NoteKey key) {
      return new SignedNote(
          note.text(), note.signatures().stream().filter(it -> !key.isOf(it)).toList());
    }

    private Result nodeWithKeys(ObjectNode bundle) {
      return node(bundle, logKey().vkey(), witnesses().get(0).vkey(), witnesses().get(1).vkey());
    }

    @Test
    void theCheckpointsAreOfAnotherKey() {
      NoteKey another = SigningKey.generate("example.com/rounds", KeyType.ED25519).verifier();

      assertThat(
              ids(
                  verify(bundle(CORRECTED), Optional.of(new Trust(another, witnesses(), 2)))
                      .broken()))
          .contains("logged");
      assertThat(node(bundle(CORRECTED), another.vkey()).output()).contains("WRONG checkpoint");
    }

    @Test
    void theLogWasRolledBackToBeforeTheDraw() {
      ObjectNode bundle = cheat(CORRECTED, it -> checkpoints(it).remove(1));

      assertThat(broken(bundle, trust())).contains("logged");
      assertThat(nodeWithKeys(bundle).output()).contains("WRONG all entries are in a checkpoint");
    }

    @Test
    void anEntryIsChangedAfterItWasLogged() {
      ObjectNode bundle =
          cheat(
              CORRECTED,
              it -> each(it, "RoundScheduled", e -> e.put("eventId", new UUID(1, 1).toString())));

      assertThat(broken(bundle, NO_TRUST)).isEmpty();
      assertThat(broken(bundle, trust())).containsExactly("cosigned", "logged");
      assertThat(nodeWithKeys(bundle).output()).contains("WRONG entry in the log");
    }

    @Test
    void theProofsAreOfOtherEntries() {
      ObjectNode bundle =
          cheat(CORRECTED, it -> ((ArrayNode) it.get("log").get("indexes")).set(0, 0));

      assertThat(broken(bundle, trust())).contains("logged");
      assertThat(nodeWithKeys(bundle).status()).isEqualTo(1);
    }

    @Test
    void aCosignatureIsMissing() {
      ObjectNode bundle =
          cheat(CORRECTED, it -> notes(it, note -> without(note, witnesses().getFirst())));

      assertThat(broken(bundle, trust())).containsExactly("cosigned");
      assertThat(nodeWithKeys(bundle).output()).contains("WRONG the seal was confirmed in time");
      assertThat(broken(bundle, Optional.of(new Trust(logKey(), witnesses(), 1)))).isEmpty();
    }

    @Test
    void aWitnessHasConfirmedTheSealTooLate() {
      SigningKey witness = SigningKey.generate("example.com/late", KeyType.COSIGNATURE_V1);
      Optional<Trust> trust = Optional.of(new Trust(logKey(), List.of(witness.verifier()), 1));
      Instant at = Instant.parse("2023-09-15T11:00:03Z");

      ObjectNode late =
          cheat(
              CORRECTED,
              it -> notes(it, note -> note.with(List.of(witness.cosign(note.text(), at)))));
      ObjectNode inTime =
          cheat(
              CORRECTED,
              it ->
                  notes(
                      it,
                      note -> note.with(List.of(witness.cosign(note.text(), at.minusSeconds(1))))));

      assertThat(broken(late, trust)).containsExactly("cosigned");
      assertThat(node(late, logKey().vkey(), witness.verifier().vkey()).status()).isEqualTo(1);
      assertThat(verify(inTime, trust).holds()).isTrue();
      assertThat(node(inTime, logKey().vkey(), witness.verifier().vkey()).status()).isZero();
    }

    /** The seal was public in time, but not in the checkpoint that is shown as evidence. */
    @Test
    void theEarlyCheckpointIsLeftOut() {
      assertThat(broken(cheat(CORRECTED, it -> checkpoints(it).remove(0)), trust()))
          .containsExactly("cosigned");
    }

    // ---- with the log itself

    private PublishedLog published(List<RoundRecord> records, Path data) throws IOException {
      try (RoundLog log =
          RoundLog.open(data, Optional.of("example.com/rounds"), "aEVlXQIgQLi7rv6PjvD64Q")) {
        List<SignedNote> _ = log.take(records);
        return PublishedLogReader.read(
            new TileDirectory(data.resolve("log")),
            new Trust(log.verifier(), List.of(), 0),
            List.of(),
            Optional.empty());
      }
    }

    private static List<RoundRecord> records(ObjectNode bundle) {
      return Bundle.read(bundle.toString().getBytes(UTF_8)).events().events().stream()
          .map(
              (LoggedEvent at) ->
                  new RoundRecord(
                      at.position().partition(), at.position().offset(), (RoundsEvent) at.event()))
          .toList();
    }

    private Set<String> brokenBy(PublishedLog log, ObjectNode bundle) {
      return ids(verify(bundle, NO_TRUST, Optional.of(log), Optional.empty()).broken());
    }

    @Test
    void aBundleFitsTheLogThatHasItsEvents() throws IOException {
      PublishedLog log = published(records(bundle(TWICE)), directory.resolve("same"));

      assertThat(verify(bundle(TWICE), NO_TRUST, Optional.of(log), Optional.empty()).holds())
          .isTrue();
    }

    @Test
    void theBundleHidesACorrectionThatTheLogHas() throws IOException {
      PublishedLog log = published(records(bundle(TWICE)), directory.resolve("more"));
      ObjectNode bundle =
          cheat(TWICE, it -> ((ArrayNode) it.get("events")).remove(it.get("events").size() - 1));

      assertThat(broken(bundle, NO_TRUST)).isEmpty();
      assertThat(brokenBy(log, bundle)).contains("logged", "same-as-log");
    }

    @Test
    void theLogHasASecondSeal() throws IOException {
      List<RoundRecord> records = new ArrayList<>();
      for (RoundRecord record : records(bundle(TWICE))) {
        records.add(record);
        if (record.event() instanceof RoundSealed seal) {
          records.add(
              new RoundRecord(
                  record.partition(),
                  record.offset() + 1,
                  RoundSealed.newBuilder(seal).setSize(7).build()));
        }
      }
      PublishedLog log = published(records, directory.resolve("two-seals"));

      assertThat(brokenBy(log, bundle(TWICE))).contains("logged", "same-as-log");
    }

    @Test
    void theCheckpointsAreOfAnotherVersionOfTheLog() throws IOException {
      PublishedLog log = published(records(bundle(CORRECTED)), directory.resolve("fork"));

      assertThat(brokenBy(log, bundle(CORRECTED))).contains("same-as-log");
    }
  }

  // ---- any change

  private static final class Places {
    private final List<Consumer<ObjectNode>> changes = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    /** A change of each value below a node that is found in a copy by its pointer. */
    void add(JsonNode bundle, String pointer) {
      JsonNode node = bundle.at(pointer);
      if (node.isContainer()) {
        if (node.isObject()) {
          node.propertyNames().forEach(name -> add(bundle, pointer + "/" + name));
        } else {
          for (int i = 0; i < node.size(); i++) {
            add(bundle, pointer + "/" + i);
          }
        }
        return;
      }
      changed(pointer, changed(node));
      if (pointer.endsWith("/entry")) {
        JsonNode entry = JSON.readTree(node.asString());
        addOfEntry(entry, pointer, "");
      }
    }

    private void addOfEntry(JsonNode entry, String pointer, String inner) {
      JsonNode node = entry.at(inner);
      if (node.isObject()) {
        node.propertyNames().forEach(name -> addOfEntry(entry, pointer, inner + "/" + name));
      } else if (node.isArray()) {
        for (int i = 0; i < node.size(); i++) {
          addOfEntry(entry, pointer, inner + "/" + i);
        }
      } else {
        JsonNode copy = entry.deepCopy();
        set(copy, inner, changed(node));
        names.add(pointer + " " + inner);
        changes.add(it -> set(it, pointer, JSON.getNodeFactory().stringNode(copy.toString())));
      }
    }

    private void changed(String pointer, JsonNode value) {
      names.add(pointer);
      changes.add(it -> set(it, pointer, value));
    }

    private static void set(JsonNode root, String pointer, JsonNode value) {
      int slash = pointer.lastIndexOf('/');
      JsonNode parent = root.at(pointer.substring(0, slash));
      String name = pointer.substring(slash + 1);
      switch (parent) {
        case ObjectNode object -> object.set(name, value);
        case ArrayNode array -> array.set(Integer.parseInt(name), value);
        default -> throw new IllegalStateException(pointer);
      }
    }

    private static JsonNode changed(JsonNode node) {
      if (node.isNumber()) {
        return JSON.getNodeFactory().numberNode(node.asLong() + 1);
      }
      String text = node.asString();
      int middle = text.length() / 2;
      char c = text.isEmpty() ? ' ' : text.charAt(middle);
      return JSON.getNodeFactory()
          .stringNode(
              text.isEmpty()
                  ? "00"
                  : text.substring(0, middle)
                      + (c == '1' ? '2' : '1')
                      + text.substring(middle + 1));
    }
  }

  @Test
  void everyChangeOfABundleIsFound() {
    Places places = new Places();
    places.add(bundle(CORRECTED), "");
    assertThat(places.changes).hasSizeGreaterThan(120);
    for (int i = 0; i < places.changes.size(); i++) {
      ObjectNode bundle = cheat(CORRECTED, places.changes.get(i));
      boolean holds;
      try {
        holds = verify(bundle, trust()).holds();
      } catch (AuditFailed _) {
        holds = false;
      }
      assertThat(holds).as(places.names.get(i)).isFalse();
    }
  }

  @Test
  void everyMissingFieldIsFound() {
    List<String> fields = bundle(CORRECTED).propertyNames().stream().toList();
    for (String field : fields) {
      // Which chain is trusted is not for a bundle to state.
      if (!field.equals("chain")) {
        ObjectNode bundle = cheat(CORRECTED, it -> it.remove(field));
        assertThatThrownBy(() -> Bundle.read(bundle.toString().getBytes(UTF_8)))
            .as(field)
            .isInstanceOf(AuditFailed.class);
      }
    }
  }

  @Test
  void whatIsNotABundleIsAnErrorWithAReason() {
    for (String text :
        List.of("", "[]", "7", "{}", "{\"format\":\"iec-pools/bundle/2\"}", "nonsense")) {
      assertThatThrownBy(() -> Bundle.read(text.getBytes(UTF_8))).isInstanceOf(AuditFailed.class);
    }
    assertThatThrownBy(
            () ->
                Bundle.read(
                    "{\"status\":404,\"detail\":\"Not drawn.\",\"errors\":[]}".getBytes(UTF_8)))
        .hasMessageContaining("Not drawn.");
  }
}
