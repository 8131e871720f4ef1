package org.iecpools.roundlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.iecpools.events.InputPosition;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EventTextTest {

  /** Also in docs/round-log.md and in the tests of the auditor, which has its own reader. */
  static final String CORRECTION =
      """
      {"eventId":"12345678-0000-4000-8000-000000000fa1","occurredAt":"2026-11-30T17:00:16.120Z",\
      "pool":{"season":2026,"country":"IE","category":"WORKING_HOLIDAY"},\
      "roundId":"12345678-0000-4000-8000-000000000001","revision":1,"invited":3,"seq":1,\
      "drawDate":"2026-11-30","poolSize":7,"drawable":6,"size":3,"sizeReason":"by the rule",\
      "positions":[{"topic":"iec.rounds","partition":0,"offset":1}],"log":"cluster",\
      "seed":"ab00000000000000000000000000000000000000000000000000000000000001",\
      "cutOff":"ab00000000000000000000000000000000000000000000000000000000000001",\
      "merkleRoot":"ab00000000000000000000000000000000000000000000000000000000000001",\
      "correction":"a \\"mistake\\"","voided":["12345678-0000-4000-8000-000000002710"],\
      "agesJudgedAt":"2026-11-30T17:00:00.120Z",\
      "beacon":{"chain":"ab00000000000000000000000000000000000000000000000000000000000001",\
      "number":1,"at":"2026-11-30T17:00:15.120Z"},\
      "beaconValue":"ab00000000000000000000000000000000000000000000000000000000000001",\
      "beaconSignature":"ab0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001",\
      "beaconPulse":"ab00000000000001","uncheckedIdentities":2}""";

  @Example
  void everyFieldIsWrittenInTheOrderOfTheSchema() {
    assertThat(new EventText().of(TestRounds.correction(1, 1))).isEqualTo(CORRECTION);
  }

  @Example
  void fieldsWithTheDefaultAreLeftOut() {
    assertThat(new EventText().of(TestRounds.announcement(1)))
        .contains("\"roundCap\":3,\"expectedYield\":0.6}")
        .doesNotContain("revision", "reason", "size", "beacon", "null");
    assertThat(new EventText().of(TestRounds.run(1)))
        .doesNotContain("revision", "voided", "correction");
    RoundRun elsewhere =
        RoundRun.newBuilder()
            .setEventId(TestRounds.id(1))
            .setOccurredAt(TestRounds.TIME)
            .setPool(TestRounds.POOL)
            .setRoundId(TestRounds.id(2))
            .setInvited(0)
            .build();
    assertThat(new EventText().of(elsewhere))
        .endsWith("\"roundId\":\"12345678-0000-4000-8000-000000000002\",\"invited\":0}");
  }

  @Example
  void numbersHaveNoExponent() {
    assertThat(withYield(1)).endsWith("\"expectedYield\":1}");
    assertThat(withYield(0)).endsWith("\"expectedYield\":0}");
    assertThat(withYield(1e-9)).endsWith("\"expectedYield\":0.000000001}");
    assertThat(withYield(1e23)).endsWith("\"expectedYield\":100000000000000000000000}");
    assertThat(withYield(Double.NaN)).endsWith("\"expectedYield\":\"NaN\"}");
  }

  private static String withYield(double number) {
    return new EventText()
        .of(RoundScheduled.newBuilder(TestRounds.announcement(1)).setExpectedYield(number).build());
  }

  @Example
  void aLongListOrTextIsReplacedByItsHash() {
    String text = new EventText().of(TestRounds.correction(1, 2000));

    assertThat(text).containsPattern("\"voided\":\\{\"bytes\":78001,\"sha256\":\"[0-9a-f]{64}\"}");
    String reason = "x".repeat(4000);
    RoundRun run = RoundRun.newBuilder(TestRounds.correction(1, 1)).setCorrection(reason).build();
    assertThat(new EventText().of(run))
        .contains(
            "\"correction\":{\"bytes\":4000,\"sha256\":\"%s\"}"
                .formatted(
                    HexFormat.of().formatHex(sha256(reason.getBytes(StandardCharsets.US_ASCII)))));
    assertThat(
            new EventText().of(RoundRun.newBuilder(run).setCorrection(reason.substring(2)).build()))
        .contains(reason.substring(2));
  }

  @Example
  void whatAHashStandsForIsKeptBesideTheEntry() {
    EntryText entry = EntryText.of("cluster", 0, 7, TestRounds.correction(1, 2000));

    assertThat(entry.replaced())
        .singleElement()
        .asString()
        .hasSize(78_001)
        .startsWith("[\"12345678-0000-4000-8000-000000002710\",");
    assertThat(EntryText.of("cluster", 0, 7, TestRounds.correction(1, 1)).replaced()).isEmpty();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return java.security.MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Hostile values of any length do not exceed the limit of an entry. */
  @Property(tries = 50)
  void everyEntryFits(@ForAll @StringLength(max = 5000) String any) {
    String longest = "\u0001".repeat(660);
    String text = any.length() < 2500 ? longest : any;
    ByteBuffer bytes = ByteBuffer.wrap(new byte[1990]);
    RoundRun run =
        RoundRun.newBuilder(TestRounds.run(1))
            .setSizeReason(text)
            .setCorrection(text)
            .setLog(text)
            .setPool(
                new org.iecpools.events.PoolId(
                    Integer.MIN_VALUE, text, org.iecpools.events.Category.INTERNATIONAL_COOP, text))
            .setOccurredAt(Instant.ofEpochMilli(Long.MAX_VALUE))
            .setSeed(bytes)
            .setCutOff(bytes)
            .setMerkleRoot(bytes)
            .setBeaconValue(bytes)
            .setBeaconSignature(bytes)
            .setBeaconPulse(bytes)
            .setBeacon(
                new org.iecpools.events.BeaconRoundId(
                    bytes, Long.MIN_VALUE, Instant.ofEpochMilli(Long.MIN_VALUE)))
            .setVoided(Collections.nCopies(100, new UUID(-1, -1)))
            .setPositions(
                Collections.nCopies(60, new InputPosition("iec.applications", 1, Long.MIN_VALUE)))
            .build();

    Leaf leaf = Leaf.of("cluster", new RoundRecord(0, Long.MAX_VALUE, run)).orElseThrow();

    assertThat(leaf.bytes()).hasSizeLessThan(65_536);
    assertThat(Leaf.parse(leaf.bytes())).isEqualTo(leaf);
  }

  @Property
  void everyTextIsValidJsonWithTheSameValue(@ForAll String any) {
    String printable = new String(any.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    JsonNode json = JsonMapper.shared().readTree(EventText.quoted(printable));

    assertThat(json.asString()).isEqualTo(printable);
  }
}
