package org.iecpools.bench.flow;

import java.util.Map;
import java.util.Optional;

/**
 * Profiles written as fast as the broker takes them, and when they were processed. Times are
 * nanoseconds of {@link System#nanoTime}.
 *
 * @param profiles number of profiles, 1 or more
 * @param acknowledged when the broker acknowledged the first one
 * @param decided how many results were committed when
 * @param visible how many profiles were visible when; empty without a dashboard
 * @param settled when all processes had committed all inputs
 * @param cpuNanos processor time of each process from the first profile until {@code settled}
 */
record Burst(
    int profiles,
    long acknowledged,
    Timeline decided,
    Optional<Timeline> visible,
    long settled,
    Map<String, Long> cpuNanos) {

  /** Share of the profiles after which the steady rate is measured. */
  static final double WARM_UP = 0.2;

  /** Results per second after the warm-up. */
  double decidedPerSecond() {
    return decided.rateAfter(acknowledged, profiles, WARM_UP);
  }

  /** Visible profiles per second after the warm-up; results without a dashboard. */
  double visiblePerSecond() {
    return end().rateAfter(acknowledged, profiles, WARM_UP);
  }

  /** Profiles per second from the first acknowledgement until all are visible. */
  double overallPerSecond() {
    return profiles * 1e9 / (end().reached(profiles) - acknowledged);
  }

  /** Profiles per second from the first acknowledgement until all processes rest. */
  double settledPerSecond() {
    return profiles * 1e9 / (settled - acknowledged);
  }

  private Timeline end() {
    return visible.orElse(decided);
  }

  /** Processor time of a process per profile, in milliseconds. */
  double cpuMillis(String process) {
    return cpuNanos.getOrDefault(process, 0L) / 1e6 / profiles;
  }

  /** Processor time of all processes per profile, in milliseconds. */
  double cpuMillis() {
    return cpuNanos.values().stream().mapToLong(nanos -> nanos).sum() / 1e6 / profiles;
  }
}
