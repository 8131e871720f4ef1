package org.iecpools.bench;

import java.util.List;

/**
 * How long an acknowledged entry took to be seen on the dashboard.
 *
 * @param millis each probe's time, ascending
 * @param asked how many probes were meant to be made
 * @param load events per second that were written meanwhile, on average
 */
record Fresh(List<Double> millis, int asked, double load) {

  Fresh {
    millis = millis.stream().sorted().toList();
  }

  /** Whether all probes were seen in time. */
  boolean complete() {
    return millis.size() >= asked;
  }

  double median() {
    return quantile(0.5);
  }

  double p99() {
    return quantile(0.99);
  }

  double max() {
    return quantile(1);
  }

  /** The smallest time that so large a share of the probes did not exceed. */
  private double quantile(double share) {
    return millis.isEmpty()
        ? Double.NaN
        : millis.get(Math.max(0, (int) Math.ceil(share * millis.size()) - 1));
  }
}
