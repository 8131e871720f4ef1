package org.iecpools.bench;

import java.util.List;

/**
 * Requests per second for the season's dashboard and for a constant body of the same size from the
 * same server, measured alternately.
 *
 * @param dashboard rate of each turn, ascending
 * @param constant rate of each turn, ascending
 * @param bytes size of the body
 */
record ReadResult(List<Double> dashboard, List<Double> constant, int bytes) {

  ReadResult {
    dashboard = dashboard.stream().sorted().toList();
    constant = constant.stream().sorted().toList();
  }

  /** The dashboard's median divided by the constant's. */
  double ratio() {
    return median(dashboard) / median(constant);
  }

  static double median(List<Double> rates) {
    return rates.get(rates.size() / 2);
  }
}
