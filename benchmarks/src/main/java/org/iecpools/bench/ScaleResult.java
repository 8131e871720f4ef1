package org.iecpools.bench;

import java.util.List;

/**
 * Throughput of several instances that share the work, and the recovery time after one was killed.
 *
 * @param instances number of instances, 2 or more
 * @param eventsPerSecond total rate, from the end of the warm-up until every instance shows the
 *     final numbers
 * @param takeoverSeconds for each kill, the time until an entry on every partition, written after
 *     the kill, was on the dashboard of a surviving instance
 */
record ScaleResult(int instances, double eventsPerSecond, List<Double> takeoverSeconds) {

  ScaleResult {
    takeoverSeconds = takeoverSeconds.stream().sorted().toList();
  }

  double median() {
    return takeoverSeconds.get(takeoverSeconds.size() / 2);
  }

  double max() {
    return takeoverSeconds.getLast();
  }
}
