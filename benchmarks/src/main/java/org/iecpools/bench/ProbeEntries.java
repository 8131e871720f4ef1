package org.iecpools.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.kafka.common.utils.Utils;
import org.iecpools.events.Category;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.kafka.Topics;
import tools.jackson.databind.JsonNode;

/**
 * Creates entries of new candidates to an otherwise empty pool, and reads their number on a
 * dashboard.
 */
final class ProbeEntries {

  private static final PoolId POOL = PoolIds.of(2025, "IE", Category.WORKING_HOLIDAY);

  private final SplittableRandom random;

  ProbeEntries(SplittableRandom random) {
    this.random = random;
  }

  /** The entry of a new candidate. */
  PoolEntered next() {
    return PoolEntered.newBuilder()
        .setEventId(uuid())
        .setOccurredAt(Instant.parse("2025-02-03T12:00:00Z"))
        .setPool(POOL)
        .setProfileId(uuid())
        .setCandidateId(uuid())
        .setStay(1)
        .setEligibleUntil(LocalDate.of(2030, 1, 1))
        .setTimeZone("Europe/Dublin")
        .build();
  }

  /** Entries of new candidates, one for each partition. */
  List<PoolEntered> onEveryPartition() {
    List<PoolEntered> each = new ArrayList<>();
    Set<Integer> partitions = new HashSet<>();
    while (partitions.size() < Topics.PARTITIONS) {
      PoolEntered entry = next();
      byte[] key = Topics.keyOf(entry).getBytes(UTF_8);
      if (partitions.add(Utils.toPositive(Utils.murmur2(key)) % Topics.PARTITIONS)) {
        each.add(entry);
      }
    }
    return each;
  }

  private UUID uuid() {
    return new UUID(
        (random.nextLong() & ~0xF000L) | 0x4000L,
        (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
  }

  /** The candidates in the pool according to a dashboard; 0 if the service does not answer. */
  static long countOn(DashboardNumbers dashboard) {
    for (JsonNode row :
        dashboard.rows("season=" + POOL.getSeason() + "&country=" + POOL.getCountry())) {
      if (row.get("pool").asString().equals(PoolIds.text(POOL))) {
        return row.get("candidatesInPool").asLong();
      }
    }
    return 0;
  }
}
