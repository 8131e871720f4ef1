package org.iecpools.bench;

import java.util.List;

/**
 * Requests per second, of the season's dashboard and of a constant of the same size from the same
 * server, by turns.
 *
 * @param dashboard each turn's rate, ascending
 * @param constant each turn's rate, ascending
 * @param bytes of the body
 */
record Reads(List<Double> dashboard, List<Double> constant, int bytes) {

  Reads {
    dashboard = dashboard.stream().sorted().toList();
    constant = constant.stream().sorted().toList();
  }

  /** The dashboard's median over the constant's. */
  double ratio() {
    return median(dashboard) / median(constant);
  }

  static double median(List<Double> rates) {
    return rates.get(rates.size() / 2);
  }
}
