package org.iecpools.bench.harness;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Numbers of reports, and reports as JSON. */
public final class Figures {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Figures() {}

  /** A report as indented JSON. */
  public static String json(Map<String, Object> report) {
    return JSON.writeValueAsString(report);
  }

  /** Rounds each value; see {@link #rounded(double, int)}. */
  public static List<Number> rounded(List<Double> values, int decimals) {
    return values.stream().map(value -> rounded(value, decimals)).toList();
  }

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
