package org.iecpools.simulator.season;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.iecpools.events.BeaconRoundId;
import org.iecpools.events.Category;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundSealed;
import org.junit.jupiter.api.Test;

class ObservedTest {

  private static final PoolId POOL = PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY);
  private static final Instant NOW = Instant.parse("2026-02-02T20:00:00Z");

  private final Observed observed = new Observed(2026);

  @Test
  void theNextDrawIsThatOfTheEarliestBeaconAmongTheListsThatAreNotDrawn() {
    UUID first = UUID.randomUUID();
    UUID second = UUID.randomUUID();
    assertThat(observed.nextDraw()).isEmpty();

    observed.take(sealed(second, NOW.plusSeconds(8)));
    observed.take(sealed(first, NOW.plusSeconds(4)));
    assertThat(observed.nextDraw()).contains(NOW.plusSeconds(4));

    observed.take(run(first));
    assertThat(observed.nextDraw()).contains(NOW.plusSeconds(8));

    observed.take(run(second));
    assertThat(observed.nextDraw()).isEmpty();
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
