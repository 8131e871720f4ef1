package org.iecpools.invitation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProfileIdsTest {

  @Test
  void idsAreSortedAsUnsignedNumbers() {
    UUID low = UUID.fromString("00000000-0000-0000-8000-000000000001");
    UUID middle = UUID.fromString("7fffffff-0000-4000-8000-000000000000");
    UUID high = UUID.fromString("f0000000-0000-4000-0000-000000000000");

    ProfileIds ids = ProfileIds.of(List.of(high, low, middle));

    assertThat(List.of(ids.get(0), ids.get(1), ids.get(2))).containsExactly(low, middle, high);
  }

  @Test
  void idsOfAnyDistributionAreSorted() {
    Random random = new Random(3);
    sorts(_ -> new UUID(random.nextLong(), random.nextLong()));
    sorts(i -> new UUID(0, i)); // equal except for the last bytes
    sorts(i -> new UUID((long) i << 48, -1)); // equal at the end
    sorts(i -> new UUID(7, random.nextInt(5) * 1_000_003L << 40 | i));
    sorts(i -> new UUID(i % 3 - 1L, Long.MIN_VALUE + i)); // both signs
  }

  private static void sorts(IntFunction<UUID> id) {
    List<UUID> sorted =
        new ArrayList<>(IntStream.range(0, 20_000).mapToObj(id).distinct().toList());
    sorted.sort(Comparator.comparing(UUID::toString)); // in the order of their hexadecimal digits
    List<UUID> shuffled = new ArrayList<>(sorted);
    Collections.shuffle(shuffled, new Random(1));

    ProfileIds ids = ProfileIds.of(shuffled);

    assertThat(IntStream.range(0, ids.size()).mapToObj(ids::get).toList()).isEqualTo(sorted);
  }
}
