package org.iecpools.invitation.web;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.iecpools.events.Event;
import org.iecpools.events.RoundCommand;
import org.iecpools.kit.web.Problem;
import org.springframework.http.HttpStatus;

/**
 * Publishes events and orders and waits for the broker's acknowledgement. Also waits for their
 * outcome and for its commit.
 */
final class Publishing {

  private static final Duration TIMEOUT = Duration.ofSeconds(12);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(15);

  private final Function<Event, CompletableFuture<?>> events;
  private final Function<RoundCommand, CompletableFuture<?>> orders;
  private final Predicate<Duration> committed;

  /**
   * @param committed waits up to the given time for the next commit of the tasks; false after that
   *     time
   */
  Publishing(
      Function<Event, CompletableFuture<?>> events,
      Function<RoundCommand, CompletableFuture<?>> orders,
      Predicate<Duration> committed) {
    this.events = events;
    this.orders = orders;
    this.committed = committed;
  }

  void publish(Event event) {
    acknowledged(events.apply(event));
  }

  void publish(RoundCommand order) {
    acknowledged(orders.apply(order));
  }

  private static void acknowledged(CompletableFuture<?> sent) {
    try {
      sent.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw unavailable("Kafka did not acknowledge it; whether it counts is not known. Try again.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("The service is going down.");
    }
  }

  /** Polls until there is a value or the time is over. */
  static <T> Optional<T> await(Duration timeout, Supplier<Optional<T>> look) {
    long end = System.nanoTime() + timeout.toNanos();
    try {
      while (true) {
        Optional<T> seen = look.get();
        if (seen.isPresent() || System.nanoTime() >= end) {
          return seen;
        }
        Thread.sleep(POLL_INTERVAL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("The service is going down.");
    }
  }

  /**
   * Waits until what has been read from the tasks' state is committed; returns whether it is. After
   * a crash before the commit the task would decide again, perhaps later than a deadline.
   */
  boolean isSafe(Duration timeout) {
    return committed.test(timeout);
  }

  private static Problem unavailable(String detail) {
    return new Problem(HttpStatus.SERVICE_UNAVAILABLE, "UNAVAILABLE", detail);
  }
}
