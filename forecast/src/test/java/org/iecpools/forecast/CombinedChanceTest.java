package org.iecpools.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CombinedChanceTest {

  @Test
  void twoOfFourAreBothInvitedInOneOfSixDraws() {
    CombinedChance chance = CombinedChance.inOnePool(0.5, 4);

    assertThat(chance.both()).isCloseTo(1 / 6.0, within(1e-12));
    assertThat(chance.atLeastOne()).isCloseTo(5 / 6.0, within(1e-12));
  }

  @Test
  void oneInvitationIsNotForTwo() {
    assertThat(CombinedChance.inOnePool(0.25, 4)).isEqualTo(new CombinedChance(0, 0.5));
  }

  @Test
  void twoPoolsAreDrawnIndependently() {
    assertThat(CombinedChance.inTwoPools(0.5, 0.4).both()).isCloseTo(0.2, within(1e-12));
    assertThat(CombinedChance.ofOnePerson(0.5, 0.4)).isCloseTo(0.7, within(1e-12));
  }

  @Test
  void whatIsNotAChanceIsRefused() {
    assertThatThrownBy(() -> CombinedChance.inTwoPools(0.5, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CombinedChance.inOnePool(0.5, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Counts the draws: all ways to invite some of a small pool are equally likely. */
  @Property
  void theDrawsOfASmallPoolGiveTheSame(
      @ForAll @IntRange(min = 2, max = 8) int candidates, @ForAll @IntRange(max = 8) int size) {
    int invited = Math.min(size, candidates);
    int draws = 0;
    int both = 0;
    int either = 0;
    for (int draw = 0; draw < 1 << candidates; draw++) {
      if (Integer.bitCount(draw) == invited) {
        draws++;
        both += (draw & 3) == 3 ? 1 : 0;
        either += (draw & 3) != 0 ? 1 : 0;
      }
    }

    CombinedChance chance = CombinedChance.inOnePool(invited / (double) candidates, candidates);

    assertThat(chance.both()).isCloseTo(both / (double) draws, within(1e-9));
    assertThat(chance.atLeastOne()).isCloseTo(either / (double) draws, within(1e-9));
  }

  @Property
  void bothAreNeverMoreLikelyThanOne(
      @ForAll @DoubleRange(max = 1) double one, @ForAll @DoubleRange(max = 1) double other) {
    CombinedChance chance = CombinedChance.inTwoPools(one, other);

    assertThat(chance.both()).isLessThanOrEqualTo(Math.min(one, other));
    assertThat(chance.atLeastOne()).isBetween(Math.max(one, other) - 1e-12, 1.0);
  }
}
