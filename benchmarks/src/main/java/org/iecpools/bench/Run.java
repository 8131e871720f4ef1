package org.iecpools.bench;

import java.util.OptionalLong;

/**
 * One contender's way through all events, from the end of the warm-up.
 *
 * @param events counted, after the warm-up
 * @param nanos that they took
 * @param cpuNanos that the contender's process used in that time, all threads together
 * @param peakMemory most bytes resident, warm-up included; empty where the system does not say
 */
record Run(long events, long nanos, long cpuNanos, OptionalLong peakMemory) {

  double eventsPerSecond() {
    return events * 1e9 / nanos;
  }

  double cpuMicrosPerEvent() {
    return cpuNanos / 1e3 / events;
  }
}
