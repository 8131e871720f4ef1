package org.iecpools.bench;

import java.time.Instant;
import java.time.LocalDate;
import java.util.SplittableRandom;
import java.util.UUID;
import org.iecpools.events.Category;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import tools.jackson.databind.JsonNode;

/** Probes: candidates who enter an otherwise empty pool, and their number on a dashboard. */
final class Entries {

  private static final PoolId POOL = PoolIds.of(2025, "IE", Category.WORKING_HOLIDAY);

  private final SplittableRandom dice;

  Entries(SplittableRandom dice) {
    this.dice = dice;
  }

  /** The entry of a new candidate. */
  PoolEntered next() {
    return new PoolEntered(
        uuid(),
        Instant.parse("2025-02-03T12:00:00Z"),
        POOL,
        uuid(),
        uuid(),
        1,
        null,
        LocalDate.of(2030, 1, 1),
        "Europe/Dublin");
  }

  private UUID uuid() {
    return new UUID(
        (dice.nextLong() & ~0xF000L) | 0x4000L,
        (dice.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
  }

  /** The candidates in the pool according to a dashboard; 0 if the service does not answer. */
  static long on(ServiceBoard board) {
    for (JsonNode row :
        board.rows("season=" + POOL.getSeason() + "&country=" + POOL.getCountry())) {
      if (row.get("pool").asString().equals(PoolIds.text(POOL))) {
        return row.get("candidatesInPool").asLong();
      }
    }
    return 0;
  }
}
