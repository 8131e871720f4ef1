package org.iecpools.bench;

import java.util.Arrays;

/**
 * How long an acknowledged entry took to be seen on the dashboard.
 *
 * @param millis each probe's time, ascending
 * @param asked how many probes were meant to be made
 * @param load events per second that were written meanwhile, on average
 */
record Fresh(double[] millis, int asked, double load) {

  Fresh {
    millis = millis.clone();
    Arrays.sort(millis);
  }

  /** Whether all probes were seen in time. */
  boolean complete() {
    return millis.length >= asked;
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
    return millis.length == 0
        ? Double.NaN
        : millis[Math.max(0, (int) Math.ceil(share * millis.length) - 1)];
  }
}
