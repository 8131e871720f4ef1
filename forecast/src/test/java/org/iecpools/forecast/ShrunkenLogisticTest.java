package org.iecpools.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.iecpools.forecast.ShrunkenLogistic.Priors;
import org.iecpools.forecast.ShrunkenLogistic.Row;
import org.junit.jupiter.api.Test;

class ShrunkenLogisticTest {

  private static final Priors PRIORS = new Priors(new double[] {0.5, -0.2}, new double[] {1, 2}, 2);

  private static Row row(double value, double share) {
    return new Row(new int[] {0, 1}, new double[] {1, value}, share, 1);
  }

  @Test
  void withoutRowsThePriorsAreTheResult() {
    assertThat(ShrunkenLogistic.fit(List.of(), PRIORS, new double[2]))
        .containsExactly(new double[] {0.5, -0.2}, within(1e-12));
  }

  @Test
  void manyRowsOutweighThePriors() {
    var rows = new ArrayList<Row>();
    for (int i = 0; i < 100_000; i++) {
      rows.add(row(i % 2, i % 2 == 0 ? 0.2 : 0.9));
    }

    double[] fitted = ShrunkenLogistic.fit(rows, PRIORS, new double[2]);

    assertThat(Logit.chance(fitted[0])).isCloseTo(0.2, within(0.001));
    assertThat(Logit.chance(fitted[0] + fitted[1])).isCloseTo(0.9, within(0.001));
  }

  @Test
  void ownCoefficientsAreFittedAsSharedOnesAre() {
    double[] means = {0.3, 0.1, 0, 0, 0};
    double[] deviations = {1, 0.5, 2, 2, 2};
    var rows = new ArrayList<Row>();
    for (int i = 0; i < 30; i++) {
      rows.add(
          new Row(
              new int[] {0, 1, 2 + i % 3}, new double[] {1, i % 7 - 3, 1}, i % 5 / 4.0, 1 + i % 2));
    }

    double[] own = ShrunkenLogistic.fit(rows, new Priors(means, deviations, 2), new double[5]);
    double[] shared = ShrunkenLogistic.fit(rows, new Priors(means, deviations, 5), new double[5]);

    assertThat(own).containsExactly(shared, within(1e-8));
  }

  @Property(tries = 200)
  void noNeighbourFitsBetter(
      @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = -3, max = 3) Double> values,
      @ForAll @DoubleRange(min = 0, max = 1) double share) {
    List<Row> rows =
        values.stream().map(value -> row(value, value > 0 ? share : 1 - share)).toList();

    double[] fitted = ShrunkenLogistic.fit(rows, PRIORS, new double[2]);

    double best = loss(rows, fitted);
    for (double[] step : new double[][] {{0.01, 0}, {-0.01, 0}, {0, 0.01}, {0, -0.01}}) {
      assertThat(loss(rows, new double[] {fitted[0] + step[0], fitted[1] + step[1]}))
          .isGreaterThan(best);
    }
  }

  /** The negative logarithm of the posterior density, computed in another way. */
  private static double loss(List<Row> rows, double[] c) {
    double loss = Math.pow(c[0] - 0.5, 2) / 2 + Math.pow(c[1] + 0.2, 2) / 8;
    for (Row row : rows) {
      double p = 1 / (1 + Math.exp(-(c[0] + c[1] * row.values()[1])));
      loss -= row.share() * Math.log(p) + (1 - row.share()) * Math.log(1 - p);
    }
    return loss;
  }
}
