package org.iecpools.invitation.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.iecpools.events.BeaconRoundId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.invitation.domain.DrawnProfiles.Inclusion;
import org.iecpools.invitation.web.Proof.CandidateInDraw;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Proofs of rounds that depend on a beacon, against the vectors of docs/draw-vectors.json. */
class SealedProofTest {

  private static final Instant AT = Instant.parse("2026-02-03T16:00:00Z");

  static Stream<JsonNode> vectors() {
    return Stream.of("draw-vectors.json", "draw-vectors-pulse.json")
        .map(name -> JsonMapper.shared().readTree(Path.of("..", "docs", name).toFile()))
        .flatMap(file -> file.get("sealedRounds").valueStream())
        .filter(round -> !round.get("candidates").isEmpty());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void aProofStatesWhatTheVectorStates(JsonNode round) {
    RoundRun run = run(round);
    Proof proof = Proof.of(run, List.of(scheduled(round)), List.of()).orElseThrow();

    JsonNode stated = JsonMapper.shared().valueToTree(proof);
    for (String field : List.of("chain", "round", "value", "signature", "pulse")) {
      assertThat(stated.at("/beacon/" + field).asString(""))
          .isEqualTo(round.at("/beacon/" + field).asString(""));
    }
    assertThat(stated.at("/commitment/value")).isEqualTo(round.get("commitment"));
    for (JsonNode its : round.get("candidates")) {
      CandidateInDraw candidate =
          CandidateInDraw.of(
              UUID.fromString(its.get("profileId").asString()),
              run,
              List.of(),
              new Inclusion(its.get("index").asInt(), List.of()));
      assertThat(candidate.pseudonym()).isEqualTo(its.get("pseudonym").asString());
      assertThat(candidate.ticket()).isEqualTo(its.get("ticket").asString());
      assertThat(candidate.invited()).isEqualTo(its.get("invited").asBoolean());
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void anAnnouncementOfAnotherRoundOfTheBeaconIsNotRevealed(JsonNode round) {
    RoundScheduled right = scheduled(round);
    RoundScheduled other =
        RoundScheduled.newBuilder(right)
            .setBeacon(
                BeaconRoundId.newBuilder(right.getBeacon())
                    .setNumber(right.getBeacon().getNumber() + 1)
                    .build())
            .build();

    assertThat(Proof.of(run(round), List.of(other), List.of())).isEmpty();
  }

  private static RoundScheduled scheduled(JsonNode round) {
    JsonNode rule = round.get("rule");
    return RoundScheduled.newBuilder()
        .setEventId(new UUID(1, 1))
        .setOccurredAt(AT)
        .setPool(PoolIds.parse("2026/IE/WORKING_HOLIDAY"))
        .setRoundId(UUID.fromString(round.get("roundId").asString()))
        .setRunsAt(AT)
        .setSize(rule.get("size").isNull() ? null : rule.get("size").asInt())
        .setRoundCap(rule.get("cap").isNull() ? null : rule.get("cap").asInt())
        .setExpectedYield(rule.get("yield").isNull() ? null : rule.get("yield").asDouble())
        .setCommitment(bytes(round.get("commitment")))
        .setBeacon(beacon(round))
        .build();
  }

  private static RoundRun run(JsonNode round) {
    return RoundRun.newBuilder()
        .setEventId(new UUID(1, 2))
        .setOccurredAt(AT)
        .setPool(PoolIds.parse("2026/IE/WORKING_HOLIDAY"))
        .setRoundId(UUID.fromString(round.get("roundId").asString()))
        .setInvited(round.get("invited").asInt())
        .setSeq(1L)
        .setDrawDate(LocalDate.parse("2026-02-03"))
        .setPoolSize(round.get("drawable").asInt())
        .setDrawable(round.get("drawable").asInt())
        .setSize(round.get("size").asInt())
        .setSizeReason("by the rule")
        .setLog("log")
        .setSeed(bytes(round.get("seed")))
        .setCutOff(round.get("cutOff").isNull() ? null : bytes(round.get("cutOff")))
        .setMerkleRoot(bytes(round.get("merkleRoot")))
        .setBeacon(beacon(round))
        .setBeaconValue(bytes(round.at("/beacon/value")))
        .setBeaconSignature(bytes(round.at("/beacon/signature")))
        .setBeaconPulse(round.at("/beacon").has("pulse") ? bytes(round.at("/beacon/pulse")) : null)
        .build();
  }

  private static BeaconRoundId beacon(JsonNode round) {
    return new BeaconRoundId(
        bytes(round.at("/beacon/chain")), round.at("/beacon/round").asLong(), AT);
  }

  private static ByteBuffer bytes(JsonNode hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.asString()));
  }
}
