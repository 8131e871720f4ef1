package org.iecpools.auditor.draw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.beacon.BeaconRound;
import org.iecpools.beacon.DrandChain;
import org.iecpools.beacon.relay.ChainInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks the vectors of docs/draw-vectors.json, which a third implementation generated, in Java and
 * with the Node script.
 */
class DrawVectorsTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Path DOCS = Path.of("..", "docs").toAbsolutePath().normalize();
  private static final boolean NODE_IS_INSTALLED = works("node -v");
  private static final Path NIST = DOCS.resolve("nist-2025.json");
  private static final String INSTALL_NODE = "to run this, install Node 20 or later";

  @TempDir private Path directory;

  static Stream<JsonNode> rounds() {
    return vectors().get("rounds").valueStream();
  }

  static Stream<JsonNode> sealedRounds() {
    return Stream.concat(
        vectors().get("sealedRounds").valueStream(), pulses().get("sealedRounds").valueStream());
  }

  private static JsonNode vectors() {
    return read("draw-vectors.json");
  }

  /** A round that a recorded pulse of NIST decides. */
  private static JsonNode pulses() {
    return read("draw-vectors-pulse.json");
  }

  private static JsonNode read(String name) {
    try {
      return JSON.readTree(Files.readString(DOCS.resolve(name)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theVectorsCoverTheSizesAtWhichTreesDiffer() {
    assertThat(rounds().map(round -> round.get("drawable").asInt())).contains(0, 1, 2, 3, 5, 8, 13);
    assertThat(rounds().map(round -> round.at("/rule/kind").asString()))
        .contains("POLICY", "OPERATOR");
  }

  @ParameterizedTest
  @MethodSource("rounds")
  void everyVectorEqualsTheComputedValues(JsonNode round) {
    UUID roundId = UUID.fromString(round.get("roundId").asString());
    byte[] seed = HexFormat.of().parseHex(round.get("seed").asString());
    List<UUID> leaves =
        round
            .get("candidates")
            .valueStream()
            .map(its -> UUID.fromString(its.get("profileId").asString()))
            .toList();

    assertThat(leaves).isSortedAccordingTo(Formats.ASCENDING);
    assertThat(Formats.hex(Formats.commitment(roundId, rule(round.get("rule")), seed)))
        .isEqualTo(round.get("commitment").asString());
    assertThat(Formats.hex(Formats.merkleRoot(leaves)))
        .isEqualTo(round.get("merkleRoot").asString());
    List<String> tickets = new ArrayList<>();
    for (JsonNode its : round.get("candidates")) {
      UUID profile = UUID.fromString(its.get("profileId").asString());
      tickets.add(Formats.hex(Formats.ticket(seed, roundId, profile)));
      assertThat(tickets.getLast()).isEqualTo(its.get("ticket").asString());
      assertThat(leaves.indexOf(profile)).isEqualTo(its.get("index").asInt());
      assertThat(Formats.merklePath(leaves, its.get("index").asInt()))
          .extracting(Formats::hex)
          .isEqualTo(its.get("path").valueStream().map(JsonNode::asString).toList());
      if (its.get("invited").asBoolean()) {
        assertThat(Formats.invitationId(roundId, profile))
            .hasToString(its.get("invitationId").asString());
      }
    }
    tickets.sort(Comparator.naturalOrder());
    int invited = round.get("invited").asInt();
    assertThat(round.get("cutOff").isNull() ? null : round.get("cutOff").asString())
        .isEqualTo(invited == 0 ? null : tickets.get(invited - 1));
  }

  @ParameterizedTest
  @MethodSource("sealedRounds")
  void everySealedVectorEqualsTheComputedValues(JsonNode round) {
    UUID roundId = UUID.fromString(round.get("roundId").asString());
    byte[] seed = hex(round.get("seed"));
    byte[] value = hex(round.at("/beacon/value"));
    byte[] root = hex(round.get("merkleRoot"));
    long number = round.at("/beacon/round").asLong();
    Tickets tickets = new Tickets.ByBeacon(roundId, Formats.key(seed, value, roundId, root));
    List<UUID> leaves =
        round
            .get("candidates")
            .valueStream()
            .map(its -> tickets.leaf(UUID.fromString(its.get("profileId").asString())))
            .toList();

    BeaconChain chain = round.at("/beacon").has("pulse") ? nist() : DrandChain.QUICKNET;
    assertThat(chain.hash()).isEqualTo(round.at("/beacon/chain").asString());
    assertThat(
            chain.fault(
                new BeaconRound(
                    number,
                    value,
                    hex(round.at("/beacon/signature")),
                    hex(round.at("/beacon/pulse")))))
        .isEmpty();
    assertThat(
            Formats.hex(
                Formats.commitment(
                    roundId,
                    rule(round.get("rule")),
                    hex(round.at("/beacon/chain")),
                    number,
                    seed)))
        .isEqualTo(round.get("commitment").asString());
    assertThat(leaves).isSortedAccordingTo(Formats.ASCENDING);
    assertThat(Formats.merkleRoot(leaves)).isEqualTo(root);
    for (JsonNode its : round.get("candidates")) {
      UUID profile = UUID.fromString(its.get("profileId").asString());
      assertThat(tickets.leaf(profile).toString().replace("-", ""))
          .isEqualTo(its.get("pseudonym").asString());
      assertThat(Formats.hex(tickets.of(profile))).isEqualTo(its.get("ticket").asString());
      assertThat(leaves.indexOf(tickets.leaf(profile))).isEqualTo(its.get("index").asInt());
      assertThat(Formats.merklePath(leaves, its.get("index").asInt()))
          .extracting(Formats::hex)
          .isEqualTo(its.get("path").valueStream().map(JsonNode::asString).toList());
    }
  }

  private static BeaconChain nist() {
    return ChainInfo.read(read("nist-2025.json").toString().getBytes(UTF_8));
  }

  /** No bytes if the field is missing. */
  private static byte[] hex(JsonNode text) {
    return HexFormat.of().parseHex(text.asString(""));
  }

  private static Rule rule(JsonNode rule) {
    return rule.get("kind").asString().equals("OPERATOR")
        ? new Rule.ByOperator(rule.get("size").asInt())
        : new Rule.ByPolicy(
            rule.get("cap").isNull() ? null : rule.get("cap").asInt(),
            rule.get("yield").asDouble());
  }

  // ---- by Node

  @Test
  void nodeAcceptsEveryVector() {
    assumeTrue(NODE_IS_INSTALLED, INSTALL_NODE);

    Result result = node(vectors());

    assertThat(result.output()).doesNotContain("WRONG").endsWith("everything is correct\n");
    assertThat(result.status()).isZero();
  }

  @Test
  void nodeRejectsEveryTamperedVector() {
    assumeTrue(NODE_IS_INSTALLED, INSTALL_NODE);
    wrong("commitment", round -> round.put("commitment", other(round.get("commitment"))));
    wrong("commitment", round -> ((ObjectNode) round.get("rule")).put("cap", 4));
    wrong("Merkle root", round -> round.put("merkleRoot", other(round.get("merkleRoot"))));
    wrong("cut-off", round -> round.put("cutOff", other(round.get("cutOff"))));
    wrong("invited", round -> round.put("invited", 2));
    wrong("ticket", round -> first(round).put("ticket", other(first(round).get("ticket"))));
    wrong(
        "invited", round -> first(round).put("invited", !first(round).get("invited").asBoolean()));
    wrong("path leads to the root", round -> first(round).put("index", 1));
    wrong("path leads to the root", round -> ((ArrayNode) first(round).get("path")).remove(0));
  }

  @Test
  void nodeRejectsEveryTamperedSealedVector() {
    assumeTrue(NODE_IS_INSTALLED, INSTALL_NODE);
    wrongSealed("commitment", round -> beacon(round).put("round", 7));
    wrongSealed(
        "chain of the beacon",
        round -> beacon(round).put("chain", other(beacon(round).get("chain"))));
    wrongSealed(
        "value of the beacon",
        round -> beacon(round).put("value", other(beacon(round).get("value"))));
    wrongSealed(
        "value of the beacon",
        round -> beacon(round).put("signature", other(beacon(round).get("signature"))));
    wrongSealed("ticket", round -> beacon(round).put("value", other(beacon(round).get("value"))));
    wrongSealed(
        "pseudonym", round -> first(round).put("pseudonym", other(first(round).get("pseudonym"))));
    wrongSealed("ticket", round -> first(round).put("ticket", other(first(round).get("ticket"))));
    wrongSealed("Merkle root", round -> round.put("merkleRoot", other(round.get("merkleRoot"))));
    wrongSealed("ticket", round -> round.remove("beacon"));
    wrongSealed("path leads to the root", round -> first(round).put("index", 1));
  }

  @Test
  void nodeAcceptsARoundThatAPulseDecides() {
    assumeTrue(NODE_IS_INSTALLED, INSTALL_NODE);

    Result result = node(pulses(), NIST);

    assertThat(result.output())
        .contains("ok    signature of the beacon", "ok    status of the pulse")
        .doesNotContain("WRONG")
        .endsWith("everything is correct\n");
    assertThat(result.status()).isZero();
    assertThat(node(pulses()).output()).contains("WRONG chain of the beacon");
  }

  @Test
  void nodeRejectsEveryTamperedPulse() {
    assumeTrue(NODE_IS_INSTALLED, INSTALL_NODE);
    wrongPulse("time of the pulse", beacon -> beacon.put("round", 7));
    wrongPulse("value of the beacon", beacon -> beacon.put("value", other(beacon.get("value"))));
    wrongPulse(
        "signature of the beacon",
        beacon -> beacon.put("signature", other(beacon.get("signature"))));
    wrongPulse(
        "signature of the beacon",
        beacon ->
            beacon.put("pulse", beacon.get("pulse").asString().replace("31c61e8d", "41c61e8d")));
    wrongPulse("signature of the beacon", beacon -> beacon.put("signature", ""));
    wrongPulse(
        "pulse can be read", beacon -> beacon.put("pulse", beacon.get("pulse").asString() + "00"));
    wrongPulse("pulse can be read", beacon -> beacon.put("pulse", "00"));
    wrongPulse("pulse can be read", beacon -> beacon.remove("pulse"));
    String status = "00000000";
    wrongPulse(
        "status of the pulse",
        beacon -> {
          String pulse = beacon.get("pulse").asString();
          assertThat(pulse).endsWith(status);
          beacon.put("pulse", pulse.substring(0, pulse.length() - status.length()) + "00000002");
        });
  }

  private void wrongPulse(String what, Consumer<ObjectNode> tamper) {
    JsonNode vectors = pulses();
    tamper.accept(beacon((ObjectNode) vectors.get("sealedRounds").get(0)));
    Result result = node(vectors, NIST);
    assertThat(result.output()).contains("WRONG " + what + ":");
    assertThat(result.status()).isEqualTo(1);
  }

  private static ObjectNode beacon(ObjectNode round) {
    return (ObjectNode) round.get("beacon");
  }

  /** A missing field is equivalent to null. */
  @Test
  void nodeReadsAMissingFieldAsNull() {
    assumeTrue(NODE_IS_INSTALLED, INSTALL_NODE);
    JsonNode vectors = vectors();
    List<JsonNode> all =
        Stream.concat(
                vectors.get("rounds").valueStream(), vectors.get("sealedRounds").valueStream())
            .toList();
    for (JsonNode round : all) {
      withoutNulls((ObjectNode) round);
      withoutNulls((ObjectNode) round.get("rule"));
      round.get("candidates").forEach(its -> withoutNulls((ObjectNode) its));
    }

    Result result = node(vectors);

    assertThat(vectors.toString()).doesNotContain("null");
    assertThat(result.output()).doesNotContain("WRONG");
    assertThat(result.status()).isZero();
  }

  private static void withoutNulls(ObjectNode node) {
    node.removeIf(JsonNode::isNull);
  }

  /**
   * A proof as invitation-service returns it: one candidate of the largest round, without the
   * others.
   */
  @Test
  void nodeChecksTheProofOfOneCandidate() {
    assumeTrue(NODE_IS_INSTALLED, INSTALL_NODE);
    ObjectNode proof = (ObjectNode) rounds().toList().getLast();
    JsonNode its = ((ArrayNode) proof.remove("candidates")).get(11);
    proof.set("candidate", its);
    ObjectNode commitment = JSON.createObjectNode();
    commitment.set("value", proof.get("commitment"));
    commitment.put("revision", 1).put("reason", "the cap has changed");
    commitment.putArray("earlier").addObject().put("value", "00").put("revision", 0);
    proof.set("commitment", commitment);

    Result right = node(proof);
    assertThat(right.output())
        .doesNotContain("WRONG")
        .contains("announced again: the cap has changed");
    assertThat(right.status()).isZero();

    ((ObjectNode) proof.get("candidate")).put("profileId", UUID.randomUUID().toString());
    Result wrong = node(proof);
    assertThat(wrong.output()).contains("WRONG ticket", "WRONG path leads to the root");
    assertThat(wrong.status()).isEqualTo(1);
  }

  private void wrong(String what, Consumer<ObjectNode> tamper) {
    // The round with five candidates and a cap of three.
    wrong(what, "rounds", 4, tamper);
  }

  private void wrongSealed(String what, Consumer<ObjectNode> tamper) {
    // The round with seven candidates and a cap of three.
    wrong(what, "sealedRounds", 3, tamper);
  }

  private void wrong(String what, String list, int index, Consumer<ObjectNode> tamper) {
    JsonNode vectors = vectors();
    tamper.accept((ObjectNode) vectors.get(list).get(index));
    Result result = node(vectors);
    assertThat(result.output()).contains("WRONG " + what + ":");
    assertThat(result.status()).isEqualTo(1);
  }

  private static ObjectNode first(ObjectNode round) {
    return (ObjectNode) round.get("candidates").get(0);
  }

  /** The same hex string with a different first digit. */
  private static String other(JsonNode hex) {
    String text = hex.asString();
    return (text.charAt(0) == '0' ? '1' : '0') + text.substring(1);
  }

  private record Result(int status, String output) {}

  private Result node(JsonNode file, Path... chain) {
    try {
      Path path = Files.writeString(directory.resolve("draw.json"), file.toString());
      List<String> command = new ArrayList<>();
      command.add("node");
      command.add(DOCS.resolve("verify-draw.mjs").toString());
      command.add(path.toString());
      Stream.of(chain).map(Path::toString).forEach(command::add);
      Process node = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(node.getInputStream().readAllBytes(), UTF_8);
      return new Result(node.waitFor(), output);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean works(String command) {
    try {
      return new ProcessBuilder("bash", "-c", command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }
}
