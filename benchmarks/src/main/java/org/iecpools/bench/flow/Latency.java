package org.iecpools.bench.flow;

import java.util.List;
import org.iecpools.bench.harness.Figures;

/**
 * Times from the broker's acknowledgement of a profile until the dashboard counted it.
 *
 * @param millis the time of each probe, one or more
 * @param load profiles per second written in addition; 0 on an idle stack
 */
record Latency(List<Double> millis, double load) {

  Latency {
    millis = List.copyOf(millis);
  }

  double median() {
    return Figures.quantile(millis, 0.5);
  }

  double p99() {
    return Figures.quantile(millis, 0.99);
  }

  double max() {
    return Figures.quantile(millis, 1);
  }
}
