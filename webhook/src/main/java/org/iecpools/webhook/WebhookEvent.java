package org.iecpools.webhook;

import java.time.Duration;
import java.util.UUID;

/** What a deliverer reports while it runs. */
public sealed interface WebhookEvent {

  /**
   * It delivers.
   *
   * @param webhooks number of registered webhooks
   */
  record Started(int webhooks) implements WebhookEvent {}

  /** A webhook was registered or removed. */
  record Changed(Webhook webhook, boolean isRegistered) implements WebhookEvent {}

  /** A change was delivered. */
  record Delivered(Webhook webhook, UUID change, int status) implements WebhookEvent {}

  /**
   * An attempt failed.
   *
   * @param attempts that have failed in a row
   * @param retryIn time until the next attempt
   */
  record Failed(Webhook webhook, UUID change, String reason, int attempts, Duration retryIn)
      implements WebhookEvent {}

  /** A change was given up, and the next one follows. */
  record GivenUp(Webhook webhook, UUID change, String reason) implements WebhookEvent {}

  /** Nothing is delivered to a webhook until an operator does something. */
  record Unusable(Webhook webhook, String reason) implements WebhookEvent {}

  /** Kafka does not answer; it is tried again. */
  record Interrupted(String reason) implements WebhookEvent {}
}
