package org.iecpools.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.iecpools.events.DeliveryGivenUp;
import org.iecpools.events.DeliveryProgress;

/**
 * A webhook and how far it has got.
 *
 * @param progress empty before the first attempt
 * @param undelivered changes that were given up, in their order
 */
public record WebhookState(
    Webhook webhook, Optional<DeliveryProgress> progress, List<DeliveryGivenUp> undelivered) {

  public WebhookState {
    undelivered = List.copyOf(undelivered);
  }

  /** When a change was delivered last; empty if none was. */
  public Optional<Instant> deliveredAt() {
    return progress.map(DeliveryProgress::getDeliveredAt);
  }

  /** Since when every attempt has failed; empty if the last one succeeded. */
  public Optional<Instant> failingSince() {
    return progress.map(DeliveryProgress::getFailingSince);
  }

  /** Why the last attempt failed; empty if it succeeded. */
  public Optional<String> reason() {
    return progress.map(DeliveryProgress::getReason);
  }

  /** Offset of the first change that is neither delivered nor given up. */
  long nextOffset() {
    return progress.map(DeliveryProgress::getNextOffset).orElse(webhook.startOffset());
  }
}
