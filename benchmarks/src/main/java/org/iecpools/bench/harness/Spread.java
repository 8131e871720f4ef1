package org.iecpools.bench.harness;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.DoubleStream;

/** Median, minimum and maximum of a figure over the rounds. */
public record Spread(double median, double min, double max) {

  /**
   * Computes the spread.
   *
   * @param figures one or more
   */
  public static Spread of(DoubleStream figures) {
    double[] sorted = figures.sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** For a report in JSON. */
  public Map<String, Object> json(int decimals) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("median", Figures.rounded(median, decimals));
    json.put("min", Figures.rounded(min, decimals));
    json.put("max", Figures.rounded(max, decimals));
    return json;
  }
}
