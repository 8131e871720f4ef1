package org.iecpools.kit.web;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The time that one HTTP request may wait. All waits of a request share one budget, so that a
 * request with several waits does not take a multiple of its documented timeout. Measured by the
 * monotonic clock, also in a simulation.
 */
public final class TimeBudget {

  private static final Duration POLL_INTERVAL = Duration.ofMillis(15);

  private final long endNanos;

  private TimeBudget(long endNanos) {
    this.endNanos = endNanos;
  }

  /** A budget that begins now. */
  public static TimeBudget of(Duration total) {
    return new TimeBudget(System.nanoTime() + total.toNanos());
  }

  /** The time that is left, not below zero. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
  }

  /**
   * Polls until a value is as wanted or the budget is used up, at least once.
   *
   * @return the last value, whether or not it is as wanted
   * @throws Unavailable if the thread is interrupted, because the service is shutting down
   */
  public <T> T await(Supplier<T> poll, Predicate<? super T> wanted) {
    T value = poll.get();
    while (!wanted.test(value) && !left().isZero()) {
      sleep();
      value = poll.get();
    }
    return value;
  }

  private static void sleep() {
    try {
      Thread.sleep(POLL_INTERVAL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("the service is shutting down", e);
    }
  }
}
