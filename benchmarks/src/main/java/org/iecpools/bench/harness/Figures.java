package org.iecpools.bench.harness;

import java.util.List;

/** Numbers for reports. */
public final class Figures {

  private Figures() {}

  /** Without decimals, returns an integer, so that JSON has no decimal point. */
  public static Number rounded(double value, int decimals) {
    double unit = Math.pow(10, decimals);
    double rounded = Math.round(value * unit) / unit;
    if (decimals == 0) {
      return (long) rounded;
    }
    return rounded;
  }

  /**
   * The smallest value that is not exceeded by a share of all values.
   *
   * @param values one or more, in any order
   * @param share greater than 0, at most 1
   */
  public static double quantile(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
  }
}
