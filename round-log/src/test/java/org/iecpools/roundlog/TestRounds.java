package org.iecpools.roundlog;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.iecpools.events.BeaconRoundId;
import org.iecpools.events.Category;
import org.iecpools.events.InputPosition;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;

/** Events of rounds with every field set, which differ by a number. */
final class TestRounds {

  static final PoolId POOL = new PoolId(2026, "IE", Category.WORKING_HOLIDAY, null);
  static final Instant TIME = Instant.parse("2026-11-30T17:00:00.120Z");

  private TestRounds() {}

  static UUID id(int number) {
    return new UUID(0x1234567800004000L, 0x8000000000000000L | number);
  }

  static ByteBuffer bytes(int number, int length) {
    byte[] bytes = new byte[length];
    bytes[0] = (byte) 0xab;
    bytes[length - 1] = (byte) number;
    return ByteBuffer.wrap(bytes);
  }

  static BeaconRoundId beacon(int number) {
    return new BeaconRoundId(bytes(1, 32), (long) number, TIME.plusSeconds(15));
  }

  static RoundScheduled announcement(int number) {
    return RoundScheduled.newBuilder()
        .setEventId(id(1000 + number))
        .setOccurredAt(TIME.minusSeconds(600))
        .setPool(POOL)
        .setRoundId(id(number))
        .setRunsAt(TIME)
        .setCommitment(bytes(number, 32))
        .setRoundCap(3)
        .setExpectedYield(0.6)
        .build();
  }

  static RoundSealed seal(int number) {
    return RoundSealed.newBuilder()
        .setEventId(id(2000 + number))
        .setOccurredAt(TIME)
        .setPool(POOL)
        .setRoundId(id(number))
        .setBeacon(beacon(number))
        .setSeq(number)
        .setPoolSize(7)
        .setDrawable(6)
        .setSize(3)
        .setSizeReason("by the rule")
        .setMerkleRoot(bytes(number, 32))
        .setPositions(List.of(new InputPosition("iec.rounds", 0, (long) number)))
        .setLog("cluster")
        .build();
  }

  static RoundRun run(int number) {
    return RoundRun.newBuilder()
        .setEventId(id(3000 + number))
        .setOccurredAt(TIME.plusSeconds(16))
        .setPool(POOL)
        .setRoundId(id(number))
        .setInvited(3)
        .setSeq((long) number)
        .setDrawDate(LocalDate.parse("2026-11-30"))
        .setPoolSize(7)
        .setDrawable(6)
        .setSize(3)
        .setSizeReason("by the rule")
        .setPositions(List.of(new InputPosition("iec.rounds", 0, (long) number)))
        .setLog("cluster")
        .setSeed(bytes(number, 32))
        .setCutOff(bytes(number, 32))
        .setMerkleRoot(bytes(number, 32))
        .setAgesJudgedAt(TIME)
        .setBeacon(beacon(number))
        .setBeaconValue(bytes(number, 32))
        .setBeaconSignature(bytes(number, 48))
        .setBeaconPulse(bytes(number, 8))
        .setUncheckedIdentities(2)
        .build();
  }

  static RoundRun correction(int number, int voided) {
    return RoundRun.newBuilder(run(number))
        .setEventId(id(4000 + number))
        .setRevision(1)
        .setCorrection("a \"mistake\"")
        .setVoided(IntStream.range(0, voided).mapToObj(i -> id(10_000 + i)).toList())
        .build();
  }

  static PoolOpened opened(int number) {
    return PoolOpened.newBuilder()
        .setEventId(id(5000 + number))
        .setOccurredAt(TIME)
        .setPool(POOL)
        .setReason("The plan opens it.")
        .build();
  }

  /** What one round writes, and what is between: five entries in seven records of a partition. */
  static List<RoundRecord> records(int partition, int rounds) {
    List<RoundRecord> records = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      int round = partition * 100 + i;
      long offset = i * 10L;
      records.add(new RoundRecord(partition, offset, announcement(round)));
      records.add(new RoundRecord(partition, offset + 1, opened(round)));
      records.add(new RoundRecord(partition, offset + 2, seal(round)));
      records.add(new RoundRecord(partition, offset + 4, null));
      records.add(new RoundRecord(partition, offset + 5, run(round)));
      records.add(new RoundRecord(partition, offset + 7, correction(round, 1)));
      records.add(new RoundRecord(partition, offset + 9, correction(round, 2)));
    }
    return records;
  }
}
