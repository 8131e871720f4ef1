package org.iecpools.events;

import java.util.UUID;

/**
 * Who is told of changes, and how far, on {@code iec.webhooks}. Nothing is counted from it, so
 * these are no events of the flow (ADR 71).
 */
public sealed interface WebhooksRecord
    permits WebhookRegistered, WebhookRemoved, DeliveryProgress, DeliveryGivenUp {

  /** The webhook. */
  UUID getWebhookId();
}
