package org.iecpools.stats.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class HypergeometricTest {

  @Test
  void probabilitiesAreSharesOfBinomialCoefficients() {
    Hypergeometric distribution = new Hypergeometric(10, 4, 3);

    assertThat(distribution.mean(n -> n == 0 ? 1 : 0)).isCloseTo(20 / 120.0, within(1e-15));
    assertThat(distribution.mean(n -> n == 1 ? 1 : 0)).isCloseTo(60 / 120.0, within(1e-15));
    assertThat(distribution.mean(n -> n == 2 ? 1 : 0)).isCloseTo(36 / 120.0, within(1e-15));
    assertThat(distribution.mean(n -> n == 3 ? 1 : 0)).isCloseTo(4 / 120.0, within(1e-15));
  }

  @Property
  void meanAndVarianceAreThoseOfTheDistribution(
      @ForAll @IntRange(min = 2, max = 10_000_000) int candidates,
      @ForAll @IntRange(max = 10_000_000) int someMarked,
      @ForAll @IntRange(max = 10_000_000) int someDrawn) {
    double all = candidates;
    int marked = Math.min(someMarked, candidates);
    int drawn = Math.min(someDrawn, candidates);
    Hypergeometric distribution = new Hypergeometric(candidates, marked, drawn);

    double mean = drawn * (marked / all);
    assertThat(distribution.mean(n -> n)).isCloseTo(mean, within(1e-12 * (1 + mean)));
    double variance = mean * (1 - marked / all) * ((all - drawn) / (all - 1));
    assertThat(distribution.mean(n -> (n - mean) * (n - mean)))
        .satisfiesAnyOf(
            actual -> assertThat(actual).isCloseTo(variance, Percentage.withPercentage(1e-6)),
            actual -> assertThat(actual).isCloseTo(variance, within(1e-12)));
  }
}
