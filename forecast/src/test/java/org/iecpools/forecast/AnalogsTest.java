package org.iecpools.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AnalogsTest {

  @Test
  void anIntervalIsWhatSimilarForecastsGave() {
    var analogs = new Analogs();
    for (int i = 0; i < 40; i++) {
      analogs.add(0.4, 0.3 + i * 0.005);
      analogs.add(0.9, 1);
    }

    Interval interval = Analogs.interval(analogs.results(0.4));

    assertThat(interval.low()).isCloseTo(0.31, within(0.02));
    assertThat(interval.high()).isCloseTo(0.48, within(0.02));
  }

  @Test
  void aResultThatManyHaveCountsInPart() {
    double[] results = {0.1, 0.2, 0.5, 0.6, 1, 1, 1, 1, 1, 1};

    // 1 is from the quantile of 40 % to that of 100 %, of which 50 of 60 are inside.
    assertThat(Analogs.covered(results, 1)).isCloseTo(5 / 6.0, within(1e-9));
    assertThat(Analogs.covered(results, 0.1)).isCloseTo(0, within(1e-9));
    assertThat(Analogs.covered(results, 0.55)).isEqualTo(1);
    assertThat(Analogs.covered(results, 0.05)).isZero();
  }

  /** The 40 nearest, found in another way: by all distances. */
  @Property(tries = 200)
  void theNearestForecastsCount(
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double chance,
      @ForAll @Size(max = 120) List<@DoubleRange(min = 0.01, max = 0.99) Double> earlier) {
    List<Double> distinct = earlier.stream().distinct().toList();
    var analogs = new Analogs();
    distinct.forEach(one -> analogs.add(one, one * one));
    double[] distances =
        distinct.stream()
            .mapToDouble(one -> Math.abs(Logit.of(one, 0) - Logit.of(chance, 0)))
            .sorted()
            .limit(40)
            .toArray();

    var few = new Analogs();
    distinct.stream()
        .filter(
            one ->
                distances.length > 0
                    && Math.abs(Logit.of(one, 0) - Logit.of(chance, 0))
                        <= distances[distances.length - 1])
        .forEach(one -> few.add(one, one * one));

    assertThat(analogs.results(chance)).isEqualTo(few.results(chance));
  }

  @Property
  void theResultsThemselvesAreCoveredByTheLevel(
      @ForAll @DoubleRange(max = 1) double chance, @ForAll @IntRange(max = 60) int ones) {
    var analogs = new Analogs();
    for (int i = 0; i < 60; i++) {
      analogs.add(0.7, i < ones ? 1 : i / 100.0);
    }
    double[] results = analogs.results(chance);

    double covered = 0;
    for (double result : results) {
      covered += Analogs.covered(results, result) / results.length;
    }

    assertThat(covered).isCloseTo(Interval.LEVEL, within(1e-9));
  }
}
