package org.iecpools.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.iecpools.events.DeliveryGivenUp;
import org.iecpools.events.DeliveryProgress;
import org.jspecify.annotations.Nullable;

/**
 * Posts the changes that one webhook wants, strictly in order: the next one is posted when this one
 * was delivered or given up. It runs on a thread of its own, so a receiver that hangs delays nobody
 * else. It is stopped between two steps only, so that an attempt that has begun is recorded.
 */
final class Delivery implements Runnable {

  private static final Duration POLL = Duration.ofMillis(500);

  /**
   * What all deliveries share.
   *
   * @param metrics counts attempts
   * @param failures is told why a delivery ended although it was not stopped
   */
  record Shared(
      WebhookLog log,
      WebhookLog.Writer writer,
      Poster poster,
      InstallationKey key,
      Time time,
      Consumer<WebhookEvent> listener,
      WebhookMetrics metrics,
      Consumer<RuntimeException> failures) {}

  private final Shared shared;
  private final Webhook webhook;
  private final byte[] secret;
  private final CountDownLatch stopped = new CountDownLatch(1);

  private long position;
  private Optional<Instant> deliveredAt;
  private volatile Optional<Instant> failingSince;
  private volatile Optional<Instant> waitingSince = Optional.empty();
  private int attempts;
  private Instant notBefore = Instant.MIN;

  Delivery(Shared shared, WebhookState state) {
    this.shared = shared;
    this.webhook = state.webhook();
    this.secret = shared.key().secretBytes(webhook.id());
    this.position = state.nextOffset();
    this.deliveredAt = state.deliveredAt();
    this.failingSince = state.failingSince();
    this.attempts = state.progress().map(DeliveryProgress::getAttempts).orElse(0);
  }

  Webhook webhook() {
    return webhook;
  }

  /** Since when every attempt has failed; empty if the last one succeeded. */
  Optional<Instant> failingSince() {
    return failingSince;
  }

  /** When the change was reported that is posted now; empty if none is. */
  Optional<Instant> waitingSince() {
    return waitingSince;
  }

  /** Asks the delivery to end; it ends after the current step. */
  void stop() {
    stopped.countDown();
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  @Override
  public void run() {
    try (WebhookLog.Changes changes = shared.log().changes(position)) {
      while (!isStopped()) {
        for (NumberedChange next : changes.poll(POLL)) {
          if (webhook.filter().includes(next.change())) {
            waitingSince = Optional.of(next.change().getReportedAt());
            if (!deliver(next)) {
              return;
            }
            waitingSince = Optional.empty();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      shared.failures().accept(new WebhooksFailed("interrupted", e));
    } catch (RuntimeException e) {
      shared.failures().accept(e);
    }
  }

  /**
   * Posts a change until it is delivered or given up.
   *
   * @return false if the delivery was stopped before
   */
  private boolean deliver(NumberedChange next) throws InterruptedException {
    byte[] body = ChangeBody.json(next, shared.log().identity());
    Poster.Message message = new Poster.Message(next.change().getEventId(), secret, body);
    while (!isPausedUntilStopped()) {
      Instant begin = shared.time().now();
      switch (shared.poster().post(webhook, message, begin)) {
        case Attempt.Accepted(int status) -> {
          accepted(next, status);
          return true;
        }
        case Attempt.Failed failed -> {
          if (failed(next, failed, begin)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean isPausedUntilStopped() throws InterruptedException {
    if (isStopped()) {
      return true;
    }
    Instant now = shared.time().now();
    return now.isBefore(notBefore)
        && shared.time().await(stopped, Duration.between(now, notBefore));
  }

  private void accepted(NumberedChange next, int status) {
    Instant now = shared.time().now();
    position = next.offset() + 1;
    deliveredAt = Optional.of(now);
    failingSince = Optional.empty();
    attempts = 0;
    notBefore = Instant.MIN;
    shared.writer().append(List.of(Entry.of(progress(status, null, now))));
    shared.metrics().delivered();
    shared
        .listener()
        .accept(new WebhookEvent.Delivered(webhook, next.change().getEventId(), status));
  }

  /**
   * Records a failed attempt.
   *
   * @return whether the change was given up
   */
  private boolean failed(NumberedChange next, Attempt.Failed failed, Instant begin) {
    shared.metrics().failed(failed.failure());
    Instant since = failingSince.orElse(begin);
    failingSince = Optional.of(since);
    attempts = Math.min(attempts, Integer.MAX_VALUE - 1) + 1;
    Instant now = shared.time().now();
    Duration delay = Pace.delay(attempts, failed);
    notBefore = now.plus(delay);
    Integer status = failed.status().orElse(null);
    boolean isGivenUp =
        !begin.isBefore(
            Pace.lastAttempt(next.change().getReportedAt(), webhook.registeredAt(), since));
    if (isGivenUp) {
      position = next.offset() + 1;
      shared
          .writer()
          .append(
              List.of(
                  Entry.of(givenUp(next, failed.reason(), since, now)),
                  Entry.of(progress(status, failed.reason(), now))));
      shared.metrics().givenUp();
      shared
          .listener()
          .accept(new WebhookEvent.GivenUp(webhook, next.change().getEventId(), failed.reason()));
    } else {
      position = next.offset();
      shared.writer().append(List.of(Entry.of(progress(status, failed.reason(), now))));
      shared
          .listener()
          .accept(
              new WebhookEvent.Failed(
                  webhook, next.change().getEventId(), failed.reason(), attempts, delay));
    }
    return isGivenUp;
  }

  private DeliveryGivenUp givenUp(
      NumberedChange change, String reason, Instant since, Instant now) {
    return DeliveryGivenUp.newBuilder()
        .setWebhookId(webhook.id())
        .setChangeId(change.change().getEventId())
        .setOffset(change.offset())
        .setSince(since)
        .setAttempts(attempts)
        .setReason(reason)
        .setOccurredAt(now)
        .build();
  }

  private DeliveryProgress progress(
      @Nullable Integer status, @Nullable String reason, Instant now) {
    return DeliveryProgress.newBuilder()
        .setWebhookId(webhook.id())
        .setNextOffset(position)
        .setDeliveredAt(deliveredAt.orElse(null))
        .setFailingSince(failingSince.orElse(null))
        .setAttempts(attempts)
        .setStatus(status)
        .setReason(reason)
        .setOccurredAt(now)
        .build();
  }
}
