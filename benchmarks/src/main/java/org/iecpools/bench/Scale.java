package org.iecpools.bench;

import java.util.List;

/**
 * How several instances share the work, and how long it takes until everything is fresh again after
 * one of them was killed.
 *
 * @param instances that ran, 2 or more
 * @param eventsPerSecond of all together, from the warm-up's end to the final numbers on each of
 *     them
 * @param takeoverSeconds for each kill: from the kill until an entry on every partition, written
 *     after it, was on the dashboard of an instance that lives
 */
record Scale(int instances, double eventsPerSecond, List<Double> takeoverSeconds) {

  Scale {
    takeoverSeconds = takeoverSeconds.stream().sorted().toList();
  }

  double median() {
    return takeoverSeconds.get(takeoverSeconds.size() / 2);
  }

  double max() {
    return takeoverSeconds.getLast();
  }
}
