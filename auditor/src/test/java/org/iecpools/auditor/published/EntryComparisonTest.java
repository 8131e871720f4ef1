package org.iecpools.auditor.published;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.iecpools.events.BeaconRoundId;
import org.iecpools.events.Category;
import org.iecpools.events.InputPosition;
import org.iecpools.events.PoolId;
import org.iecpools.events.RoundRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class EntryComparisonTest {

  private static final ByteBuffer ROOT =
      ByteBuffer.wrap(new byte[] {(byte) 0xab, 0, 0, 0, 0, 0, 0, 1});

  private static final RoundRun CORRECTION =
      RoundRun.newBuilder()
          .setEventId(UUID.fromString("12345678-0000-4000-8000-000000000fa1"))
          .setOccurredAt(Instant.parse("2026-11-30T17:00:16.120Z"))
          .setPool(new PoolId(2026, "IE", Category.WORKING_HOLIDAY, null))
          .setRoundId(UUID.fromString("12345678-0000-4000-8000-000000000001"))
          .setRevision(1)
          .setInvited(3)
          .setSeq(1L)
          .setDrawDate(LocalDate.parse("2026-11-30"))
          .setPoolSize(7)
          .setDrawable(6)
          .setSize(3)
          .setSizeReason("by the rule")
          .setPositions(List.of(new InputPosition("iec.rounds", 0, 1L)))
          .setLog("cluster")
          .setSeed(ROOT)
          .setCutOff(ROOT)
          .setMerkleRoot(ROOT)
          .setCorrection("a \"mistake\"")
          .setVoided(List.of(UUID.fromString("12345678-0000-4000-8000-000000002710")))
          .setAgesJudgedAt(Instant.parse("2026-11-30T17:00:00.120Z"))
          .setBeacon(new BeaconRoundId(ROOT, 1L, Instant.parse("2026-11-30T17:00:15.120Z")))
          .setBeaconValue(ROOT)
          .setBeaconSignature(ROOT)
          .setBeaconPulse(ROOT)
          .setUncheckedIdentities(2)
          .build();

  /** As in the tests of the program that writes the log. */
  private static final String TEXT =
      """
      {"eventId":"12345678-0000-4000-8000-000000000fa1","occurredAt":"2026-11-30T17:00:16.120Z",
      "pool":{"season":2026,"country":"IE","category":"WORKING_HOLIDAY"},
      "roundId":"12345678-0000-4000-8000-000000000001","revision":1,"invited":3,"seq":1,
      "drawDate":"2026-11-30","poolSize":7,"drawable":6,"size":3,"sizeReason":"by the rule",
      "positions":[{"topic":"iec.rounds","partition":0,"offset":1}],"log":"cluster",
      "seed":"ab00000000000001","cutOff":"ab00000000000001","merkleRoot":"ab00000000000001",
      "correction":"a \\"mistake\\"","voided":["12345678-0000-4000-8000-000000002710"],
      "agesJudgedAt":"2026-11-30T17:00:00.120Z",
      "beacon":{"chain":"ab00000000000001","number":1,"at":"2026-11-30T17:00:15.120Z"},
      "beaconValue":"ab00000000000001","beaconSignature":"ab00000000000001",
      "beaconPulse":"ab00000000000001","uncheckedIdentities":2}""";

  private static ObjectNode entry() {
    return (ObjectNode) JsonMapper.shared().readTree(TEXT);
  }

  @Test
  void theSameEventHasNoDifferences() {
    assertThat(EntryComparison.differences(entry(), CORRECTION)).isEmpty();
  }

  @Test
  void everyFieldIsComparedAndMayNotBeMissing() {
    for (Schema.Field field : RoundRun.getClassSchema().getFields()) {
      ObjectNode missing = entry();
      missing.remove(field.name());
      assertThat(EntryComparison.differences(missing, CORRECTION)).containsExactly(field.name());
      for (String other : List.of("null", "0", "4", "\"x\"", "[]", "{}", "1e99", "true", "\"\"")) {
        ObjectNode changed = entry();
        changed.set(field.name(), JsonMapper.shared().readTree(other));
        assertThat(EntryComparison.differences(changed, CORRECTION))
            .as(other)
            .containsExactly(field.name());
      }
    }
  }

  @Test
  void fieldsThatTheEventDoesNotHaveAreDifferences() {
    ObjectNode more = entry();
    more.put("another", 1);
    assertThat(EntryComparison.differences(more, CORRECTION)).containsExactly("another");

    RoundRun draw =
        RoundRun.newBuilder(CORRECTION)
            .setRevision(0)
            .setCorrection(null)
            .setVoided(List.of())
            .build();
    assertThat(EntryComparison.differences(entry(), draw))
        .containsExactly("revision", "correction", "voided");
    ObjectNode stated = entry();
    stated.put("revision", 0);
    stated.remove(List.of("correction", "voided"));
    assertThat(EntryComparison.differences(stated, draw)).containsExactly("revision");
  }

  @Test
  void aHashStandsForALongListOrText() {
    List<UUID> ids = IntStream.range(0, 500).mapToObj(i -> new UUID(7, i)).toList();
    String reason = "\u00e9".repeat(3000);
    RoundRun large = RoundRun.newBuilder(CORRECTION).setVoided(ids).setCorrection(reason).build();
    ObjectNode entry = entry();
    String list =
        ids.stream().map(id -> "\"" + id + "\"").collect(Collectors.joining(",", "[", "]"));
    entry.set("voided", hash(list));
    entry.set("correction", hash(reason));

    assertThat(EntryComparison.differences(entry, large)).isEmpty();
    entry.set("voided", hash(list + " "));
    entry.set("correction", hash("another"));
    assertThat(EntryComparison.differences(entry, large)).containsExactly("correction", "voided");
  }

  private static JsonNode hash(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return JsonMapper.shared()
        .createObjectNode()
        .put("bytes", bytes.length)
        .put("sha256", java.util.HexFormat.of().formatHex(sha256(bytes)));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return java.security.MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "{}",
        "{\"topic\":\"t\",\"log\":\"c\",\"partition\":0,\"offset\":0,\"type\":\"T\"}",
        "{\"topic\":\"t\",\"log\":\"c\",\"partition\":0,\"offset\":0,\"type\":\"T\",\"event\":{}}",
        "{\"topic\":\"t\",\"log\":\"c\",\"partition\":0,\"offset\":1e30,\"type\":\"T\",\"event\":{\"roundId\":\"12345678-0000-4000-8000-000000000001\"}}",
        "{\"topic\":\"t\",\"log\":\"c\",\"log\":\"d\",\"partition\":0,\"offset\":0,\"type\":\"T\",\"event\":{\"roundId\":\"12345678-0000-4000-8000-000000000001\"}}"
      })
  void whatIsNotAnEventOfARoundIsNotAnEntry(String text) {
    assertThat(LogEntry.parse(0, text.getBytes(StandardCharsets.UTF_8))).isEmpty();
  }
}
