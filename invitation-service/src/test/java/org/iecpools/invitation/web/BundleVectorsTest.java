package org.iecpools.invitation.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iecpools.beacon.DrandChain;
import org.iecpools.events.BeaconRoundId;
import org.iecpools.events.InputPosition;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.events.RoundsEvent;
import org.iecpools.invitation.stream.RoundLog;
import org.iecpools.invitation.stream.StoredLists;
import org.iecpools.kit.web.Peers;
import org.iecpools.roundlog.RoundRecord;
import org.iecpools.transparency.Checkpoint;
import org.iecpools.transparency.SignedNote;
import org.iecpools.transparency.SigningKey;
import org.iecpools.transparency.TileDirectory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares docs/bundle-vectors.json with what the service writes for the sealed rounds of
 * docs/draw-vectors.json. The system property {@code bundles.write} writes the file.
 */
class BundleVectorsTest {

  private static final Path DOCS = Path.of("..", "docs");
  private static final Path FILE = DOCS.resolve("bundle-vectors.json");
  private static final ZoneId TORONTO = ZoneId.of("America/Toronto");
  private static final PoolId POOL = PoolIds.parse("2026/IE/WORKING_HOLIDAY");
  private static final String CLUSTER = "aEVlXQIgQLi7rv6PjvD64Q";
  private static final String ABOUT =
      "Test vectors of bundles, docs/draw.md: a line for each sealed round of draw-vectors.json, as"
          + " invitation-service writes it. Their log of rounds has the key logKey; the witnesses"
          + " had confirmed its seals in time. Written by BundleVectorsTest.";

  /** Keys that sign nothing else. */
  private static final List<String> LOG_KEY =
      List.of(
          "PRIVATE+KEY+example.com/rounds+c9535c87+ASRenjalup0Y13xcBycUW4GNt/F0+CMrHwKjZWIyy2RW",
          "example.com/rounds+c9535c87+AXjlSUJA2zsoqjMmKEzT+qyqOdrkRu0fQIhlSL8Z5ucV");

  private static final List<List<String>> WITNESS_KEYS =
      List.of(
          List.of(
              "PRIVATE+KEY+example.com/first-witness+87f21d6d+BFyJnsw/DejyFOnK6LQ5JK2CUPcPT1g4aWuvr8RLbeXH",
              "example.com/first-witness+87f21d6d+BNOYHaBdbfNsHnIFf1gv0Vivl90kwqp5QMAq9wD11jy4"),
          List.of(
              "PRIVATE+KEY+example.com/second-witness+d4b3d03f+BIv1GZ+TDKGkyvpNY9svTWDGhiTzZ5n5//eFI+QxiwoP",
              "example.com/second-witness+d4b3d03f+BBWTeD7etkMxkOkZDFIQxEIVqz9z3tfjTeOqvV0kvSNm"));

  @TempDir private Path directory;

  private final RoundLog events = new RoundLog();
  private final StoredLists lists = new StoredLists();
  private long offset = 100;

  private static List<JsonNode> rounds() {
    return JsonMapper.shared()
        .readTree(DOCS.resolve("draw-vectors.json").toFile())
        .get("sealedRounds")
        .valueStream()
        .toList();
  }

  @Test
  void theVectorsAreWhatTheServiceWrites() throws IOException {
    Path log = publish(rounds());
    List<String> bundles = new ArrayList<>();
    for (JsonNode round : rounds()) {
      // Two installations: every other one has no log of rounds.
      boolean hasLog = bundles.size() % 2 == 1;
      bundles.add(get(round, hasLog ? Optional.of(log) : Optional.empty()));
    }
    String text =
        "{\"about\":%s,\n\"logKey\":%s,\n\"witnesses\":%s,\n\"bundles\":[\n%s\n]}\n"
            .formatted(
                JsonMapper.shared().writeValueAsString(ABOUT),
                JsonMapper.shared().writeValueAsString(LOG_KEY.getLast()),
                JsonMapper.shared()
                    .writeValueAsString(WITNESS_KEYS.stream().map(List::getLast).toList()),
                bundles.stream().map(String::strip).collect(Collectors.joining(",\n")));
    if (Boolean.getBoolean("bundles.write")) {
      Files.writeString(FILE, text);
    }

    assertThat(FILE).hasContent(text);
    assertThat(text)
        .as("covers all parts of a bundle")
        .contains("\"replaced\"", "\"missing\"", "\"checkpoints\"", "\\\"revision\\\":1");
  }

  private String get(JsonNode round, Optional<Path> log) throws IOException {
    try (PublishedRounds published = new PublishedRounds(log.map(TileDirectory::new))) {
      MvcTestResult answer =
          MockMvcTester.of(
                  new BundlesController(
                      events,
                      lists.reads(),
                      alone(),
                      new Installation(CLUSTER, List.of(DrandChain.QUICKNET)),
                      published))
              .get()
              .uri("/api/v1/rounds/2026/IE/%s/bundle".formatted(round.get("roundId").asString()))
              .exchange();
      assertThat(answer).hasStatusOk();
      return answer.getResponse().getContentAsString();
    }
  }

  private static Peers alone() {
    return new Peers(
        "here:1",
        new Peers.Directory() {
          @Override
          public Optional<java.net.URI> owner(String store, String key) {
            return Optional.empty();
          }

          @Override
          public List<java.net.URI> others() {
            return List.of();
          }
        });
  }

  // ---- the log of rounds

  private Path publish(List<JsonNode> rounds) throws IOException {
    write(directory.resolve("key"), LOG_KEY);
    List<SigningKey> witnesses = new ArrayList<>();
    for (List<String> key : WITNESS_KEYS) {
      Path file = directory.resolve("witness-" + witnesses.size());
      write(file, key);
      witnesses.add(SigningKey.read(file));
    }
    try (var log =
        org.iecpools.roundlog.RoundLog.open(
            directory, Optional.of("example.com/rounds"), CLUSTER)) {
      for (JsonNode round : rounds) {
        lists.add(round);
        List<RoundsEvent> before = beforeTheDraw(round, rounds.indexOf(round));
        append(log, before, witnesses, sealedAt(round).plusSeconds(1));
        List<RoundsEvent> after =
            fromTheDraw(round, (RoundSealed) before.getLast(), rounds.indexOf(round));
        append(log, after, witnesses, drawnAt(round).plusSeconds(1));
      }
    }
    return directory.resolve("log");
  }

  private static void write(Path file, List<String> lines) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(file, lines);
  }

  private void append(
      org.iecpools.roundlog.RoundLog log,
      List<RoundsEvent> more,
      List<SigningKey> witnesses,
      Instant at)
      throws IOException {
    List<RoundRecord> records = new ArrayList<>();
    for (RoundsEvent event : more) {
      events.apply(event, 2, offset);
      records.add(new RoundRecord(2, offset, event));
      offset += 3;
    }
    for (SignedNote note : log.take(records)) {
      SignedNote cosigned =
          note.with(witnesses.stream().map(it -> it.cosign(note.text(), at)).toList());
      Path published = directory.resolve("log");
      Files.write(
          published.resolve("checkpoints/" + Checkpoint.parse(note.text()).size()),
          cosigned.bytes());
      Files.write(published.resolve("checkpoint"), cosigned.bytes());
    }
  }

  // ---- the events

  private static Instant drawnAt(JsonNode round) {
    return at(round).plusMillis(420);
  }

  private static Instant sealedAt(JsonNode round) {
    return at(round).minusSeconds(14);
  }

  private static Instant at(JsonNode round) {
    return DrandChain.QUICKNET.timeOf(round.at("/beacon/round").asLong());
  }

  private List<RoundsEvent> beforeTheDraw(JsonNode round, int index) {
    RoundScheduled announced =
        RoundScheduled.newBuilder()
            .setEventId(id(round, 1))
            .setOccurredAt(sealedAt(round).minusSeconds(60))
            .setPool(POOL)
            .setRoundId(roundId(round))
            .setRunsAt(sealedAt(round).minusSeconds(1))
            .setSize(number(round.at("/rule/size")))
            .setRoundCap(number(round.at("/rule/cap")))
            .setExpectedYield(
                round.at("/rule/yield").isNull() ? null : round.at("/rule/yield").asDouble())
            .setCommitment(bytes(round.get("commitment")))
            .setBeacon(beacon(round))
            .build();
    // The last round was announced a second time.
    boolean isTwice = index == rounds().size() - 1;
    List<RoundsEvent> all = new ArrayList<>();
    if (isTwice) {
      all.add(
          RoundScheduled.newBuilder(announced)
              .setEventId(id(round, 2))
              .setOccurredAt(announced.getOccurredAt().minusSeconds(60))
              .setCommitment(bytes(round.get("seed")))
              .build());
      all.add(
          RoundScheduled.newBuilder(announced)
              .setRevision(1)
              .setReason("The seed is not in the store. \u00ab\u2265 1\u00bb")
              .build());
    } else {
      all.add(announced);
    }
    all.add(
        RoundSealed.newBuilder()
            .setEventId(id(round, 3))
            .setOccurredAt(sealedAt(round))
            .setPool(POOL)
            .setRoundId(roundId(round))
            .setBeacon(beacon(round))
            .setSeq(index + 1L)
            .setPoolSize(round.get("drawable").asInt())
            .setDrawable(round.get("drawable").asInt())
            .setSize(round.get("size").asInt())
            .setSizeReason("by the rule")
            .setMerkleRoot(bytes(round.get("merkleRoot")))
            .setPositions(
                List.of(
                    new InputPosition("iec.pools", 0, 41L),
                    new InputPosition("iec.rounds", 2, offset + 3L * (all.size() - 1))))
            .setLog(CLUSTER)
            .build());
    return all;
  }

  private static List<RoundsEvent> fromTheDraw(JsonNode round, RoundSealed seal, int index) {
    RoundRun run =
        RoundRun.newBuilder()
            .setEventId(id(round, 4))
            .setOccurredAt(drawnAt(round))
            .setPool(POOL)
            .setRoundId(roundId(round))
            .setInvited(round.get("invited").asInt())
            .setSeq(seal.getSeq())
            .setDrawDate(LocalDate.ofInstant(drawnAt(round), TORONTO))
            .setPoolSize(seal.getPoolSize())
            .setDrawable(seal.getDrawable())
            .setSize(seal.getSize())
            .setSizeReason(seal.getSizeReason())
            .setPositions(seal.getPositions())
            .setLog(CLUSTER)
            .setSeed(bytes(round.get("seed")))
            .setCutOff(round.get("cutOff").isNull() ? null : bytes(round.get("cutOff")))
            .setMerkleRoot(seal.getMerkleRoot())
            .setAgesJudgedAt(seal.getOccurredAt())
            .setBeacon(seal.getBeacon())
            .setBeaconValue(bytes(round.at("/beacon/value")))
            .setBeaconSignature(bytes(round.at("/beacon/signature")))
            .build();
    List<UUID> invitations =
        round
            .get("candidates")
            .valueStream()
            .filter(its -> its.get("invited").asBoolean())
            .map(its -> UUID.fromString(its.get("invitationId").asString()))
            .toList();
    // The fourth round was corrected once, the last one twice.
    int corrections = Math.max(0, index - 2);
    return Stream.concat(
            Stream.of(run),
            Stream.iterate(1, revision -> revision <= corrections, revision -> revision + 1)
                .map(revision -> correction(run, revision, invitations)))
        .map(RoundsEvent.class::cast)
        .toList();
  }

  private static RoundRun correction(RoundRun run, int revision, List<UUID> invitations) {
    // The reason of the second one is longer than an entry may repeat.
    String reason = "Nobody was to be invited twice. ".repeat(revision == 1 ? 1 : 150).strip();
    return RoundRun.newBuilder(run)
        .setEventId(new UUID(run.getEventId().getMostSignificantBits(), 10L + revision))
        .setRevision(revision)
        .setInvited(run.getInvited() - revision)
        .setCorrection(reason)
        .setVoided(invitations.subList(0, revision))
        .build();
  }

  private static UUID roundId(JsonNode round) {
    return UUID.fromString(round.get("roundId").asString());
  }

  private static UUID id(JsonNode round, int number) {
    return new UUID(roundId(round).getMostSignificantBits(), number);
  }

  private static @Nullable Integer number(JsonNode node) {
    return node.isNull() ? null : node.asInt();
  }

  private static BeaconRoundId beacon(JsonNode round) {
    return new BeaconRoundId(
        bytes(round.at("/beacon/chain")), round.at("/beacon/round").asLong(), at(round));
  }

  private static ByteBuffer bytes(JsonNode hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.asString()));
  }
}
