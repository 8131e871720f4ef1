package org.iecpools.simulator.season;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.iecpools.events.BeaconRoundId;
import org.iecpools.events.CancellationCause;
import org.iecpools.events.Category;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.junit.jupiter.api.Test;

class OpenRoundsTest {

  private static final PoolId POOL = PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY);
  private static final PoolId FRENCH = PoolIds.of(2026, "FR", Category.WORKING_HOLIDAY);
  private static final Instant NOW = Instant.parse("2026-02-02T20:00:00Z");

  private final OpenRounds rounds = new OpenRounds(2026);

  @Test
  void theNextDrawIsThatOfTheEarliestBeaconAmongTheListsThatAreNotDrawn() {
    UUID first = UUID.randomUUID();
    UUID second = UUID.randomUUID();
    assertThat(rounds.nextDraw()).isEmpty();

    rounds.take(sealed(second, NOW.plusSeconds(8)));
    rounds.take(sealed(first, NOW.plusSeconds(4)));
    assertThat(rounds.nextDraw()).contains(NOW.plusSeconds(4));

    rounds.take(run(first));
    assertThat(rounds.nextDraw()).contains(NOW.plusSeconds(8));

    rounds.take(run(second));
    assertThat(rounds.nextDraw()).isEmpty();
  }

  @Test
  void theClockWaitsUntilEachCountryWithADueRoundHasClosedAList() {
    UUID irish = UUID.randomUUID();
    UUID another = UUID.randomUUID();
    UUID french = UUID.randomUUID();
    rounds.take(announced(POOL, irish, NOW));
    rounds.take(announced(POOL, another, NOW));
    rounds.take(announced(FRENCH, french, NOW));
    rounds.take(announced(FRENCH, UUID.randomUUID(), NOW.plusSeconds(1)));
    assertThat(rounds.waitForBeacon(NOW.minusSeconds(1))).as("nothing is due").isTrue();
    assertThat(rounds.waitForBeacon(NOW)).isFalse();

    rounds.take(sealed(irish, NOW.plusSeconds(4)));
    assertThat(rounds.waitForBeacon(NOW)).as("France has closed no list").isFalse();

    rounds.take(cancelled(FRENCH, french));
    assertThat(rounds.waitForBeacon(NOW)).isTrue();
    assertThat(rounds.waitForBeacon(NOW.plusSeconds(4))).as("the value exists").isFalse();

    rounds.take(run(irish));
    assertThat(rounds.waitForBeacon(NOW)).as("another pool of Ireland is due").isFalse();

    rounds.take(sealed(another, NOW.plusSeconds(8)));
    assertThat(rounds.waitForBeacon(NOW)).isTrue();
  }

  @Test
  void roundsWithoutABeaconAndOfOtherSeasonsAreNotWaitedFor() {
    rounds.take(
        RoundScheduled.newBuilder(announced(POOL, UUID.randomUUID(), NOW)).setBeacon(null).build());
    rounds.take(
        announced(PoolIds.of(2025, "IE", Category.WORKING_HOLIDAY), UUID.randomUUID(), NOW));

    assertThat(rounds.waitForBeacon(NOW)).isTrue();
  }

  private static RoundScheduled announced(PoolId pool, UUID round, Instant runsAt) {
    return RoundScheduled.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(NOW.minusSeconds(60))
        .setPool(pool)
        .setRoundId(round)
        .setRunsAt(runsAt)
        .setBeacon(new BeaconRoundId(ByteBuffer.wrap(new byte[32]), 1L, runsAt.plusSeconds(4)))
        .build();
  }

  private static RoundCancelled cancelled(PoolId pool, UUID round) {
    return RoundCancelled.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(NOW)
        .setPool(pool)
        .setRoundId(round)
        .setCause(CancellationCause.NOBODY_TO_INVITE)
        .setReason("nobody is in the pool")
        .setPositions(List.of())
        .setAfter(0)
        .build();
  }

  private static RoundSealed sealed(UUID round, Instant beacon) {
    ByteBuffer hash = ByteBuffer.wrap(new byte[32]);
    return RoundSealed.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(NOW)
        .setPool(POOL)
        .setRoundId(round)
        .setBeacon(new BeaconRoundId(hash, 1L, beacon))
        .setSeq(1)
        .setPoolSize(0)
        .setDrawable(0)
        .setSize(0)
        .setSizeReason("none")
        .setMerkleRoot(hash)
        .setPositions(List.of())
        .build();
  }

  private static RoundRun run(UUID round) {
    return RoundRun.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(NOW)
        .setPool(POOL)
        .setRoundId(round)
        .setInvited(0)
        .build();
  }
}
