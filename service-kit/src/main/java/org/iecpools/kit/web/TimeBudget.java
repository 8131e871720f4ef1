package org.iecpools.kit.web;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The time that one request may wait in all. It begins when it is created; every wait of the
 * request uses what is left of it.
 */
public final class TimeBudget {

  private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

  private final long endNanos;

  private TimeBudget(long endNanos) {
    this.endNanos = endNanos;
  }

  /** A budget that begins now. */
  public static TimeBudget of(Duration time) {
    return new TimeBudget(System.nanoTime() + time.toNanos());
  }

  /** What is left; zero if nothing is. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
  }

  /** Whether nothing is left. */
  public boolean isSpent() {
    return left().isZero();
  }

  /**
   * Polls until a condition holds or the budget is spent.
   *
   * @param current returns the current value; called at least once
   * @return the last value, for which the condition may not hold
   * @throws Unavailable if the thread is interrupted, because the service is stopping
   */
  public <T> T poll(Supplier<T> current, Predicate<T> condition) {
    T value = current.get();
    while (!condition.test(value) && !isSpent()) {
      try {
        Thread.sleep(POLL_INTERVAL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Unavailable("the service is stopping", e);
      }
      value = current.get();
    }
    return value;
  }
}
