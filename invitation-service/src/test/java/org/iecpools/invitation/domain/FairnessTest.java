package org.iecpools.invitation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Counts whether all candidates have the same chance, in 20,000 rounds of each kind in which 5 of
 * 20 are invited, with fixed seeds. A test fails if the counts differ so much that fair draws would
 * do so in one of 1,000 runs (chi-squared, level 0.001; the level was chosen in advance).
 */
class FairnessTest {

  private static final int ROUNDS = 20_000;
  private static final int CANDIDATES = 20;
  private static final int INVITED = 5;
  private static final int PARTITIONS = 4;

  /** Critical values of chi-squared by degrees of freedom, exceeded in 1 of 1,000 fair runs. */
  private static final Map<Integer, Double> CRITICAL = Map.of(3, 16.266, 19, 43.820);

  /** The two kinds of rounds. */
  private enum Kind {
    BY_SEED {
      @Override
      List<UUID> invited(Random random, UUID round, List<UUID> profiles) {
        return Draw.of(bytes(random), round, profiles, INVITED).invited();
      }
    },
    SEALED {
      @Override
      List<UUID> invited(Random random, UUID round, List<UUID> profiles) {
        byte[] seed = bytes(random);
        byte[] beacon = bytes(random);
        Pseudonyms names = new Pseudonyms(round);
        Map<UUID, UUID> owners = new HashMap<>();
        profiles.forEach(profile -> owners.put(names.of(profile), profile));
        Draw draw = SealedPool.of(round, profiles).draw(seed, beacon, INVITED);
        return draw.invited().stream().map(owners::get).toList();
      }
    };

    /** The invited profiles of a round. */
    abstract List<UUID> invited(Random random, UUID round, List<UUID> profiles);

    private static byte[] bytes(Random random) {
      byte[] bytes = new byte[Draw.SEED_BYTES];
      random.nextBytes(bytes);
      return bytes;
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyCandidateIsInvitedEquallyOften(Kind kind) {
    List<UUID> profiles = random(new Random(1));

    assertThat(chiSquared(kind, 11, profiles, profiles::indexOf)).isLessThan(CRITICAL.get(19));
  }

  @ParameterizedTest
  @EnumSource
  void anEarlierArrivalHasTheSameChance(Kind kind) {
    // The order of arrival differs in each round; invitations are counted by place of arrival.
    Random random = new Random(2);
    Tally tally = new Tally(kind, 22, IntStream.range(0, CANDIDATES).toArray());
    for (int round = 0; round < ROUNDS; round++) {
      List<UUID> arrived = random(random);
      tally.draw(round, arrived, arrived::indexOf);
    }

    assertThat(tally.chiSquared()).isLessThan(CRITICAL.get(19));
  }

  @ParameterizedTest
  @EnumSource
  void aLowerIdHasTheSameChance(Kind kind) {
    // Consecutive ids, unlike real UUIDs, in an order of arrival that changes each time.
    List<UUID> ascending =
        IntStream.range(0, CANDIDATES).mapToObj(i -> new UUID(0, i + 1)).toList();
    Random random = new Random(3);
    Tally tally = new Tally(kind, 33, IntStream.range(0, CANDIDATES).toArray());
    for (int round = 0; round < ROUNDS; round++) {
      List<UUID> arrived = new ArrayList<>(ascending);
      Collections.shuffle(arrived, random);
      tally.draw(round, arrived, ascending::indexOf);
    }

    assertThat(tally.chiSquared()).isLessThan(CRITICAL.get(19));
  }

  @ParameterizedTest
  @EnumSource
  void anotherDayOfEntryHasTheSameChance(Kind kind) {
    // Five candidates entered on each of four days. They are others in each round.
    Tally tally = new Tally(kind, 66, IntStream.range(0, CANDIDATES).map(i -> i / 5).toArray());
    Random random = new Random(6);
    for (int round = 0; round < ROUNDS; round++) {
      List<UUID> entered = random(random);
      tally.draw(round, entered, profile -> entered.indexOf(profile) / 5);
    }

    assertThat(tally.chiSquared()).isLessThan(CRITICAL.get(3));
  }

  @ParameterizedTest
  @EnumSource
  void anotherPartitionHasTheSameChance(Kind kind) {
    List<UUID> profiles = random(new Random(4));

    assertThat(chiSquared(kind, 44, profiles, FairnessTest::partition)).isLessThan(CRITICAL.get(3));
  }

  @ParameterizedTest
  @EnumSource
  void anUnfairDrawIsDetected(Kind kind) {
    List<UUID> profiles = random(new Random(5));
    Tally tally = new Tally(kind, 55, IntStream.range(0, CANDIDATES).toArray());
    for (int round = 0; round < ROUNDS; round++) {
      // In one round of twenty, the first candidate takes a place without being drawn.
      List<UUID> invited = new ArrayList<>(tally.invited(round, profiles));
      if (round % 20 == 0 && !invited.contains(profiles.getFirst())) {
        invited.set(0, profiles.getFirst());
      }
      invited.forEach(profile -> tally.counts[profiles.indexOf(profile)]++);
    }

    assertThat(tally.chiSquared()).isGreaterThan(CRITICAL.get(19));
  }

  private static double chiSquared(
      Kind kind, int seed, List<UUID> profiles, ToIntFunction<UUID> group) {
    Tally tally = new Tally(kind, seed, profiles.stream().mapToInt(group).toArray());
    for (int round = 0; round < ROUNDS; round++) {
      tally.draw(round, profiles, group);
    }
    return tally.chiSquared();
  }

  private static int partition(UUID profile) {
    return Math.floorMod(profile.toString().hashCode(), PARTITIONS);
  }

  private static List<UUID> random(Random random) {
    return IntStream.range(0, CANDIDATES)
        .mapToObj(_ -> new UUID(random.nextLong(), random.nextLong()))
        .toList();
  }

  /** How often members of each group were invited. */
  private static final class Tally {
    private final Kind kind;
    private final Random random;
    private final int[] sizes;
    private final long[] counts;

    /**
     * @param groups the group of each candidate
     */
    Tally(Kind kind, int seed, int[] groups) {
      this.kind = kind;
      random = new Random(seed);
      int number = IntStream.of(groups).max().orElseThrow() + 1;
      sizes = new int[number];
      counts = new long[number];
      IntStream.of(groups).forEach(group -> sizes[group]++);
    }

    void draw(int round, List<UUID> profiles, ToIntFunction<UUID> group) {
      invited(round, profiles).forEach(profile -> counts[group.applyAsInt(profile)]++);
    }

    List<UUID> invited(int round, List<UUID> profiles) {
      return kind.invited(random, new UUID(9, round), profiles);
    }

    /**
     * Sum of squared deviations divided by their variance. Each round invites a fixed number, so
     * the candidates' chances depend on each other, and the variance of one is p (1 - p) n / (n -
     * 1).
     */
    double chiSquared() {
      double share = (double) INVITED / CANDIDATES;
      double variance = ROUNDS * share * (1 - share) * CANDIDATES / (CANDIDATES - 1);
      double sum = 0;
      for (int group = 0; group < counts.length; group++) {
        double expected = ROUNDS * share * sizes[group];
        sum += Math.pow(counts[group] - expected, 2) / (variance * sizes[group]);
      }
      return sum;
    }
  }
}
