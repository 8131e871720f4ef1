package org.iecpools.bench;

import java.util.OptionalLong;

/**
 * A contender's run through all events after the warm-up.
 *
 * @param events number of events after the warm-up
 * @param nanos elapsed time in nanoseconds
 * @param cpuNanos processor time of the contender's process in that time, over all threads
 * @param peakMemory peak resident memory in bytes, warm-up included; empty if the system does not
 *     report it
 */
record Run(long events, long nanos, long cpuNanos, OptionalLong peakMemory) {

  double eventsPerSecond() {
    return events * 1e9 / nanos;
  }

  double cpuMicrosPerEvent() {
    return cpuNanos / 1e3 / events;
  }
}
