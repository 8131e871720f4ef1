package org.iecpools.bench.flow;

import java.util.Map;

/**
 * Profiles written as fast as the broker takes them, and what became of them.
 *
 * @param profiles number of profiles, 1 or more
 * @param firstAcknowledged when the broker acknowledged the first one, in nanoseconds; likewise for
 *     the last one
 * @param decided how many decisions were committed when
 * @param visible how many profiles were visible when
 * @param settled when all processes had committed all inputs, in nanoseconds
 * @param cpuNanos processor time of each process from the first profile until {@code settled}
 */
record Burst(
    int profiles,
    long firstAcknowledged,
    long lastAcknowledged,
    Timeline decided,
    Timeline visible,
    long settled,
    Map<String, Long> cpuNanos) {

  /** From the first acknowledgement to the last decision. */
  double decidedPerSecond() {
    return profiles * 1e9 / (decided.reached(profiles) - firstAcknowledged);
  }

  /** From the first acknowledgement until all are visible. */
  double visiblePerSecond() {
    return profiles * 1e9 / (visible.reached(profiles) - firstAcknowledged);
  }

  /** From the first acknowledgement until all processes rest. */
  double settledPerSecond() {
    return profiles * 1e9 / (settled - firstAcknowledged);
  }

  /** Processor time of all processes per profile, in milliseconds. */
  double cpuMillis() {
    return cpuNanos.values().stream().mapToLong(nanos -> nanos).sum() / 1e6 / profiles;
  }
}
