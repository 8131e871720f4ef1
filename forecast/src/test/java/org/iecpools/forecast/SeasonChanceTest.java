package org.iecpools.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.WithNull;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SeasonChanceTest {

  private static OptionalInt spots(@Nullable Integer number) {
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  @Test
  void everyRoundAddsItsChanceWhereSpotsDoNotLimitIt() {
    assertThat(SeasonChance.of(OptionalInt.empty(), 100, 0.5, 3)).isEqualTo(0.875);
    assertThat(SeasonChance.of(OptionalInt.of(100_000), 100, 0.5, 3)).isEqualTo(0.875);
  }

  @Test
  void sixOfTenInvitationsUseASpot() {
    assertThat(SeasonChance.of(OptionalInt.of(30), 100, 0.5, 20)).isCloseTo(0.75, within(1e-9));
  }

  @Property
  void oneRoundHasExactlyItsChance(
      @ForAll @WithNull @IntRange(max = 5000) Integer spots,
      @ForAll @IntRange(min = 1, max = 5000) int candidates,
      @ForAll @DoubleRange(max = 1) double next) {
    assertThat(SeasonChance.of(spots(spots), candidates, next, 1)).isEqualTo(next);
  }

  /** Without a tolerance: pages and programs compare these numbers as they are. */
  @Property(tries = 5000)
  void anotherRoundNeverLowersTheChance(
      @ForAll @WithNull @IntRange(max = 3) Integer spots,
      @ForAll @IntRange(min = 1, max = 5000) int candidates,
      @ForAll @DoubleRange(max = 1) double next,
      @ForAll @IntRange(min = 1, max = 52) int rounds) {
    double fewer = SeasonChance.of(spots(spots), candidates, next, rounds);
    double more = SeasonChance.of(spots(spots), candidates, next, rounds + 1);

    assertThat(more).isBetween(fewer, 1.0);
  }
}
