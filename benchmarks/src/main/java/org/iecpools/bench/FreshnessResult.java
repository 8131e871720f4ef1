package org.iecpools.bench;

import java.util.List;
import org.iecpools.bench.harness.Figures;

/**
 * Times from the acknowledgement of an entry until it was visible on the dashboard.
 *
 * @param millis the time of each probe, ascending
 * @param planned number of planned probes
 * @param load average events per second written meanwhile
 */
record FreshnessResult(List<Double> millis, int planned, double load) {

  FreshnessResult {
    millis = millis.stream().sorted().toList();
  }

  /** Whether all probes were visible in time. */
  boolean complete() {
    return millis.size() >= planned;
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

  /** The smallest time that this share of the probes did not exceed. */
  private double quantile(double share) {
    return millis.isEmpty() ? Double.NaN : Figures.quantile(millis, share);
  }
}
