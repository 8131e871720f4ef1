package org.iecpools.bench.flow;

import java.util.ArrayList;
import java.util.List;

/** A count that grows over time, as observed. Thread-safe. */
final class Timeline {

  /** An observation, in nanoseconds of {@link System#nanoTime}. */
  private record Sample(long nanos, long count) {}

  private final List<Sample> samples = new ArrayList<>();

  /** Adds an observation. Only growth is recorded. */
  synchronized void add(long nanos, long count) {
    if (count > count()) {
      samples.add(new Sample(nanos, count));
    }
  }

  /** The latest count; 0 before the first observation. */
  synchronized long count() {
    return samples.isEmpty() ? 0 : samples.getLast().count();
  }

  /**
   * The time of the first observation of at least this count.
   *
   * @throws IllegalStateException if the count has not been reached
   */
  synchronized long reached(long count) {
    return samples.stream()
        .filter(sample -> sample.count() >= count)
        .mapToLong(Sample::nanos)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("%,d of %,d".formatted(count(), count)));
  }

  /**
   * The rate after a share of all, per second. If one observation covers the rest, all of it
   * counts.
   *
   * @param start when the count was zero, in nanoseconds
   * @param total the final count
   * @param warmUp the share after which the time starts, 0 to 1
   */
  synchronized double rateAfter(long start, long total, double warmUp) {
    Sample first =
        samples.stream()
            .filter(sample -> sample.count() >= warmUp * total && sample.count() < total)
            .findFirst()
            .orElse(new Sample(start, 0));
    return (total - first.count()) * 1e9 / (reached(total) - first.nanos());
  }
}
