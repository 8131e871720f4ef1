package org.iecpools.invitation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.beacon.BeaconRound;
import org.iecpools.beacon.DrandChain;
import org.iecpools.beacon.relay.ChainInfo;
import org.iecpools.domain.SizeRule;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Expected values and the vectors come from Python's hmac and hashlib modules, not from this code.
 */
class SealedDrawTest {

  private static final UUID ROUND = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  private static final UUID PROFILE = UUID.fromString("0f0e0d0c-0b0a-0908-0706-050403020100");

  private static byte[] bytes(int first) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (first + i);
    }
    return bytes;
  }

  private static String key(byte[] seed, byte[] beacon, UUID round, byte[] root) {
    return HexFormat.of().formatHex(RoundKey.of(seed, beacon, round, root));
  }

  @Test
  void aPseudonymIsTheBeginningOfAHash() {
    assertThat(new Pseudonyms(ROUND).of(PROFILE))
        .isEqualTo(UUID.fromString("f127594a-8361-6464-22dc-4bfe5fc51587"));
  }

  @Test
  void aKeyIsDerivedByHkdf() {
    assertThat(key(bytes(0), bytes(32), ROUND, bytes(64)))
        .isEqualTo("ecd8912bcc683db07caaaeab9a4ec5ccf784f9c951853ed2dcc22f2f50a9b921");
  }

  @Test
  void everyPartOfAKeyCounts() {
    assertThat(
            Stream.of(
                    key(bytes(0), bytes(32), ROUND, bytes(64)),
                    key(bytes(1), bytes(32), ROUND, bytes(64)),
                    key(bytes(0), bytes(33), ROUND, bytes(64)),
                    key(bytes(0), bytes(32), PROFILE, bytes(64)),
                    key(bytes(0), bytes(32), ROUND, bytes(65)),
                    key(bytes(32), bytes(0), ROUND, bytes(64)))
                .toList())
        .doesNotHaveDuplicates();
  }

  @Test
  void aProfileHasAnotherPseudonymInEachRound() {
    Random random = new Random(6);
    List<UUID> profiles =
        Stream.generate(() -> new UUID(random.nextLong(), random.nextLong())).limit(1_000).toList();
    Set<UUID> seen = new HashSet<>();
    for (int round = 0; round < 10; round++) {
      Pseudonyms pseudonyms = new Pseudonyms(new UUID(9, round));
      profiles.forEach(profile -> seen.add(pseudonyms.of(profile)));
    }

    assertThat(seen).hasSize(10_000);
  }

  static Stream<JsonNode> vectors() {
    return Stream.of("draw-vectors.json", "draw-vectors-pulse.json")
        .map(name -> JsonMapper.shared().readTree(Path.of("..", "docs", name).toFile()))
        .flatMap(file -> file.get("sealedRounds").valueStream());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void everyVectorIsDrawnAsItStates(JsonNode round) {
    UUID roundId = UUID.fromString(round.get("roundId").asString());
    byte[] seed = bytes(round.get("seed"));
    JsonNode rule = round.get("rule");
    BeaconChoice beacon =
        new BeaconChoice(
            round.at("/beacon/chain").asString(), round.at("/beacon/round").asLong(), Instant.MAX);

    SealedPool list =
        SealedPool.of(
            roundId,
            round
                .get("candidates")
                .valueStream()
                .map(its -> UUID.fromString(its.get("profileId").asString()))
                .toList());
    Draw draw = list.draw(seed, bytes(round.at("/beacon/value")), round.get("size").asInt());

    assertThat(
            Commitment.text(
                roundId,
                rule.get("kind").asString().equals("OPERATOR")
                    ? new SizeRule.Operator(rule.get("size").asInt())
                    : new SizeRule.Policy(
                        rule.get("cap").isNull() ? null : rule.get("cap").asInt(),
                        rule.get("yield").asDouble()),
                beacon,
                seed))
        .isEqualTo(round.get("commitment").asString());
    assertThat(list.tree().root()).isEqualTo(bytes(round.get("merkleRoot")));
    assertThat(draw.cutOff())
        .isEqualTo(
            round.get("cutOff").isNull() ? null : ByteBuffer.wrap(bytes(round.get("cutOff"))));
    assertThat(draw.invited())
        .extracting(pseudonym -> pseudonym.toString().replace("-", ""))
        .containsExactlyElementsOf(
            round
                .get("candidates")
                .valueStream()
                .filter(its -> its.get("invited").asBoolean())
                .map(its -> its.get("pseudonym").asString())
                .toList());
  }

  /** The event is enough to verify the beacon's round, whatever its kind. */
  @ParameterizedTest
  @MethodSource("vectors")
  void theEventStatesWhatVerifiesTheBeacon(JsonNode round) throws IOException {
    JsonNode beacon = round.get("beacon");
    BeaconRound value =
        new BeaconRound(
            beacon.get("round").asLong(),
            bytes(beacon.get("value")),
            bytes(beacon.get("signature")),
            beacon.has("pulse") ? bytes(beacon.get("pulse")) : new byte[0]);
    UUID roundId = UUID.fromString(round.get("roundId").asString());
    SealedPool list = SealedPool.of(roundId, List.of());
    SealedRound sealed =
        new SealedRound(
            PoolIds.parse("2026/IE/WORKING_HOLIDAY"),
            roundId,
            new BeaconChoice(beacon.get("chain").asString(), value.number(), Instant.EPOCH),
            Instant.EPOCH,
            1,
            0,
            0,
            "nobody is in the pool",
            round.get("merkleRoot").asString(),
            List.of(),
            true,
            null);

    RoundRun run =
        new Outbox()
            .roundRun(
                sealed,
                bytes(round.get("seed")),
                value,
                list.draw(bytes(round.get("seed")), value.value(), 0),
                Instant.EPOCH);

    BeaconChain chain =
        run.getBeaconPulse() == null
            ? DrandChain.QUICKNET
            : ChainInfo.read(Files.readAllBytes(Path.of("..", "docs", "nist-2025.json")));
    assertThat(chain.hash()).isEqualTo(BeaconChoice.of(run.getBeacon()).chain());
    assertThat(
            chain.fault(
                new BeaconRound(
                    run.getBeacon().getNumber(),
                    run.getBeaconValue().array(),
                    run.getBeaconSignature().array(),
                    run.getBeaconPulse() == null ? new byte[0] : run.getBeaconPulse().array())))
        .isEmpty();
  }

  private static byte[] bytes(JsonNode text) {
    return HexFormat.of().parseHex(text.asString());
  }
}
