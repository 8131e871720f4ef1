package org.iecpools.stats.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EitherChanceTest {

  /**
   * The exact chance by all sets that can be drawn. The candidate is bit 0. Of the others, {@code
   * inBoth - 1} are in both pools, then follow those of the first pool only and of the second only.
   */
  private static EitherChance enumerated(PoolDraw first, PoolDraw second, int inBoth) {
    int inFirst = (1 << first.candidates()) - 1;
    int inSecond =
        (1 << inBoth) - 1 | (1 << second.candidates() - inBoth) - 1 << first.candidates();
    double firstSets = 0;
    double fromFirst = 0;
    double fromSecond = 0;
    for (int drawn = inFirst; drawn >= 0; drawn--) {
      if (Integer.bitCount(drawn) == Math.min(first.size(), first.candidates())) {
        firstSets++;
        fromFirst += drawn & 1;
        fromSecond += (drawn & 1) == 1 ? 0 : shareWithLowestBit(inSecond & ~drawn, second.size());
      }
    }
    return new EitherChance(fromFirst / firstSets, fromSecond / firstSets);
  }

  /** The share of the sets of a size, or of the whole pool if it is smaller, that have bit 0. */
  private static double shareWithLowestBit(int pool, int size) {
    double sets = 0;
    double having = 0;
    // All subsets of the pool, from itself down to the empty set.
    for (int drawn = pool; ; drawn = drawn - 1 & pool) {
      if (Integer.bitCount(drawn) == Math.min(size, Integer.bitCount(pool))) {
        sets++;
        having += drawn & 1;
      }
      if (drawn == 0) {
        return having / sets;
      }
    }
  }

  @Test
  void itIsTheShareOfAllSetsThatCanBeDrawn() {
    for (int one = 1; one <= 5; one++) {
      for (int other = 1; other <= 5; other++) {
        for (int size = 0; size <= one + 1; size++) {
          for (int otherSize = 0; otherSize <= other + 1; otherSize++) {
            PoolDraw first = new PoolDraw(one, size);
            PoolDraw second = new PoolDraw(other, otherSize);
            for (int inBoth = 1; inBoth <= Math.min(one, other); inBoth++) {
              EitherChance chance = EitherChance.of(first, second, inBoth);
              EitherChance expected = enumerated(first, second, inBoth);
              assertThat(chance.fromFirst())
                  .as("%s, %s, %d in both", first, second, inBoth)
                  .isCloseTo(expected.fromFirst(), within(1e-14));
              assertThat(chance.fromSecond())
                  .as("%s, %s, %d in both", first, second, inBoth)
                  .isCloseTo(expected.fromSecond(), within(1e-14));
            }
          }
        }
      }
    }
  }

  @Test
  void itIsTheShareOfAllSetsOfTwelveCandidates() {
    PoolDraw first = new PoolDraw(7, 3);
    PoolDraw second = new PoolDraw(9, 4);

    assertThat(EitherChance.of(first, second, 4).either())
        .isCloseTo(enumerated(first, second, 4).either(), within(1e-14));
  }

  /**
   * The share of a million decisions is within five standard deviations of the chance. A correct
   * implementation would fail with fewer than 1 in 1,000,000 seeds; this seed is fixed.
   */
  @Test
  void itIsHowOftenAMillionDecisionsInvite() {
    int decisions = 1_000_000;
    int inBoth = 12;
    PoolDraw first = new PoolDraw(20, 9);
    PoolDraw second = new PoolDraw(30, 6);
    Random random = new Random(20260112);
    int invited = 0;
    for (int decision = 0; decision < decisions; decision++) {
      int left = second.candidates();
      int inFirst = first.candidates();
      int othersInBoth = inBoth - 1;
      boolean isInvited = false;
      for (int i = 0; i < first.size() && !isInvited; i++, inFirst--) {
        int drawn = random.nextInt(inFirst);
        isInvited = drawn == 0;
        if (drawn >= 1 && drawn <= othersInBoth) {
          othersInBoth--;
          left--;
        }
      }
      for (int i = 0; i < second.size() && !isInvited; i++, left--) {
        isInvited = random.nextInt(left) == 0;
      }
      invited += isInvited ? 1 : 0;
    }

    assertThat((double) invited / decisions)
        .isCloseTo(
            EitherChance.of(first, second, inBoth).either(),
            within(5 * Math.sqrt(0.25 / decisions)));
  }

  @Test
  void anImpossibleOverlapIsRefused() {
    PoolDraw first = new PoolDraw(3, 1);
    PoolDraw second = new PoolDraw(5, 1);

    assertThatThrownBy(() -> EitherChance.of(first, second, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> EitherChance.of(first, second, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 candidates cannot be in both");
  }

  @Property
  void theChanceIsBetweenTheBounds(
      @ForAll @IntRange(min = 1, max = 100_000) int one,
      @ForAll @IntRange(max = 100_000) int size,
      @ForAll @IntRange(min = 1, max = 100_000) int other,
      @ForAll @IntRange(max = 100_000) int otherSize,
      @ForAll @IntRange(min = 1, max = 100_000) int overlap) {
    PoolDraw first = new PoolDraw(one, size);
    PoolDraw second = new PoolDraw(other, otherSize);
    int inBoth = Math.min(overlap, Math.min(one, other));

    EitherChance chance = EitherChance.of(first, second, inBoth);
    EitherChance lowest = EitherChance.lowest(first, second);
    EitherChance highest = EitherChance.highest(first, second);

    double p = first.chance();
    assertThat(lowest.either())
        .isCloseTo(p + (1 - p) * second.chance(), within(1e-12))
        .isLessThanOrEqualTo(chance.either() + 1e-12);
    assertThat(highest.either()).isGreaterThanOrEqualTo(chance.either() - 1e-12);
    assertThat(highest.either()).isBetween(0.0, 1 + 1e-12);
    assertThat(chance.either() + chance.neither()).isCloseTo(1, within(1e-15));
    assertThat(chance.either())
        .as("at least the better of the two pools alone")
        .isGreaterThanOrEqualTo(Math.max(p, second.chance()) - 1e-12);
  }

  @Property
  void aLargerRoundOfEitherPoolNeverLowersTheChance(
      @ForAll @IntRange(min = 1, max = 100_000) int one,
      @ForAll @IntRange(max = 100_000) int size,
      @ForAll @IntRange(min = 1, max = 100_000) int other,
      @ForAll @IntRange(max = 100_000) int otherSize,
      @ForAll @IntRange(min = 1, max = 100_000) int overlap) {
    PoolDraw first = new PoolDraw(one, size);
    PoolDraw second = new PoolDraw(other, otherSize);
    int inBoth = Math.min(overlap, Math.min(one, other));
    double chance = EitherChance.of(first, second, inBoth).either();

    assertThat(EitherChance.of(new PoolDraw(one, size + 1), second, inBoth).either())
        .isGreaterThanOrEqualTo(chance - 1e-12);
    assertThat(EitherChance.of(first, new PoolDraw(other, otherSize + 1), inBoth).either())
        .isGreaterThanOrEqualTo(chance - 1e-12);
  }

  /** Five million of ten million are in both, so about half of those drawn leave the second. */
  @Test
  void tenMillionCandidatesAreNoDifficulty() {
    EitherChance chance =
        EitherChance.of(
            new PoolDraw(10_000_000, 2_000_000), new PoolDraw(8_000_000, 700_000), 5_000_000);

    assertThat(chance.fromFirst()).isEqualTo(0.2);
    assertThat(chance.fromSecond()).isCloseTo(0.8 * 0.1, within(1e-8));
  }
}
