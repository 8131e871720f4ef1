package org.iecpools.forecast;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * What became of earlier forecasts. The interval of a new forecast comes from the results of the 40
 * earlier ones that were most similar, moved by their difference. Results of exactly 0 and 1 are
 * kept, because a pool is often cleared.
 */
final class Analogs {

  private static final int NEAREST = 40;

  /** Earlier ones are forgotten. A season has fewer. */
  private static final int KEPT = 3000;

  /**
   * The spread without earlier forecasts, on the logit scale. The outermost result on the nearer
   * side is exactly 0 or 1.
   */
  private static final double[] PRIOR = {-1.5, -0.7, 0, 0.7, 1.5};

  private static final double OUTERMOST = 1.5;

  private static final double LEAST = 0.002;
  private static final double TAIL = (1 - Interval.LEVEL) / 2;

  private record Analog(double logit, double share) {}

  private final ArrayDeque<Analog> past = new ArrayDeque<>();

  /** The same, ascending; empty after a change. */
  private List<Analog> sorted = List.of();

  void add(double chance, double share) {
    past.add(new Analog(Logit.of(chance, LEAST), share));
    sorted = List.of();
    if (past.size() > KEPT) {
      past.remove();
    }
  }

  /** The possible results of a forecast, ascending. */
  double[] results(double chance) {
    double logit = Logit.of(chance, LEAST);
    return DoubleStream.concat(
            nearest(logit).stream().mapToDouble(analog -> moved(analog, logit)),
            DoubleStream.of(PRIOR).map(shift -> prior(logit, shift)))
        .sorted()
        .toArray();
  }

  /** The nearest analogs: a part of the sorted ones that grows on the nearer side. */
  private List<Analog> nearest(double logit) {
    List<Analog> ascending = ascending();
    int from = 0;
    for (int to = ascending.size(); from < to; ) {
      int middle = (from + to) >>> 1;
      if (ascending.get(middle).logit < logit) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    int to = from;
    while (to - from < Math.min(NEAREST, ascending.size())) {
      if (to == ascending.size()
          || from > 0 && logit - ascending.get(from - 1).logit <= ascending.get(to).logit - logit) {
        from--;
      } else {
        to++;
      }
    }
    return ascending.subList(from, to);
  }

  private List<Analog> ascending() {
    if (sorted.isEmpty()) {
      sorted = past.stream().sorted(Comparator.comparingDouble(Analog::logit)).toList();
    }
    return sorted;
  }

  private static double prior(double logit, double shift) {
    boolean isNearest = Math.abs(shift) == OUTERMOST && shift * logit > 0;
    return isNearest ? (shift > 0 ? 1 : 0) : Logit.chance(logit + shift);
  }

  private static double moved(Analog analog, double logit) {
    return analog.share == 0 || analog.share == 1
        ? analog.share
        : Logit.chance(logit + Logit.of(analog.share, LEAST) - analog.logit);
  }

  static Interval interval(double[] results) {
    return new Interval(quantile(results, TAIL), quantile(results, 1 - TAIL));
  }

  private static double quantile(double[] results, double level) {
    return results[Math.max(0, (int) Math.ceil(level * results.length - 1e-9) - 1)];
  }

  /**
   * How much of a result is between the quantiles of 10 and 90 %, 0 to 1. A result that many
   * analogs have, such as 1, counts with the part of them that is inside; so a forecast that is
   * right covers 80 %, while closed intervals cover more.
   */
  static double covered(double[] results, double share) {
    double below = DoubleStream.of(results).filter(r -> r < share).count();
    double equal = DoubleStream.of(results).filter(r -> r == share).count();
    if (equal == 0) {
      return interval(results).contains(share) ? 1 : 0;
    }
    double from = below / results.length;
    double to = (below + equal) / results.length;
    return Math.max(0, Math.min(to, 1 - TAIL) - Math.max(from, TAIL)) / (to - from);
  }
}
