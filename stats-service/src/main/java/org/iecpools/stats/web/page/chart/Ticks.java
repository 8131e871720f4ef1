package org.iecpools.stats.web.page.chart;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The labelled values of a vertical axis: 0 and a few multiples of 1, 2 or 5 times a power of ten.
 *
 * @param step distance of two labels
 * @param steps number of labels above 0, from 1 to 4
 */
record Ticks(BigDecimal step, int steps) {

  private static final int MOST = 4;
  private static final List<BigDecimal> ROUND =
      List.of(BigDecimal.ONE, BigDecimal.valueOf(2), BigDecimal.valueOf(5), BigDecimal.TEN);

  /** The fewest ticks that include a value, which is 0 or more. */
  static Ticks upTo(double largest, BigDecimal smallestStep) {
    BigDecimal most = BigDecimal.valueOf(largest);
    BigDecimal power = smallestStep;
    while (true) {
      for (BigDecimal round : ROUND) {
        BigDecimal step = round.multiply(power);
        BigDecimal steps = most.divide(step, 0, RoundingMode.CEILING);
        if (steps.compareTo(BigDecimal.valueOf(MOST)) <= 0) {
          return new Ticks(step, Math.max(1, steps.intValueExact()));
        }
      }
      power = power.multiply(BigDecimal.TEN);
    }
  }

  /** The labelled values, ascending from 0. */
  List<BigDecimal> values() {
    return IntStream.rangeClosed(0, steps)
        .mapToObj(i -> step.multiply(BigDecimal.valueOf(i)))
        .toList();
  }

  /** The value at the upper end of the axis. */
  double top() {
    return step.multiply(BigDecimal.valueOf(steps)).doubleValue();
  }
}
