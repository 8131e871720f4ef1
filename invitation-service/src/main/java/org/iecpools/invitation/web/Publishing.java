package org.iecpools.invitation.web;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.iecpools.events.Event;
import org.iecpools.events.RoundCommand;
import org.iecpools.kit.stream.Attribution;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.TimeBudget;
import org.iecpools.kit.web.Unavailable;

/** Publishes events and orders, and waits for the broker's acknowledgement and for commits. */
public final class Publishing {

  /** Longer than the producer's delivery timeout, so that normally the producer reports first. */
  private static final Duration ACKNOWLEDGEMENT_TIMEOUT = Duration.ofSeconds(12);

  private final BiFunction<Event, Attribution, CompletableFuture<?>> events;
  private final BiFunction<RoundCommand, Attribution, CompletableFuture<?>> orders;
  private final Predicate<Duration> committed;

  /**
   * @param events publishes an event; completes when the broker has acknowledged it
   * @param orders publishes an order; completes when the broker has acknowledged it
   * @param committed waits up to the given time for the next commit of the tasks; false after that
   *     time
   */
  public Publishing(
      BiFunction<Event, Attribution, CompletableFuture<?>> events,
      BiFunction<RoundCommand, Attribution, CompletableFuture<?>> orders,
      Predicate<Duration> committed) {
    this.events = events;
    this.orders = orders;
    this.committed = committed;
  }

  /**
   * Publishes an event.
   *
   * @param by who ordered it, and why
   * @throws Problem 503 if the broker does not acknowledge it, also if it may have been written
   */
  void publish(Event event, Attribution by) {
    awaitAcknowledgement(events.apply(event, by));
  }

  /**
   * Publishes an order.
   *
   * @param by who ordered it, and why
   * @throws Problem 503 if the broker does not acknowledge it, also if it may have been written
   */
  void publish(RoundCommand order, Attribution by) {
    awaitAcknowledgement(orders.apply(order, by));
  }

  /** Does not use the budget of the request, because giving up earlier would not say more. */
  private static void awaitAcknowledgement(CompletableFuture<?> sent) {
    try {
      sent.get(ACKNOWLEDGEMENT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw Problems.notAcknowledged();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("the service is stopping", e);
    }
  }

  /**
   * Waits until everything that has been read from the tasks' state is committed; returns whether
   * it is. After a crash before the commit the task would decide again, perhaps later than a
   * deadline.
   */
  boolean isCommitted(TimeBudget budget) {
    return committed.test(budget.left());
  }
}
