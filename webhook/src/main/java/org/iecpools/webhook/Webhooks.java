package org.iecpools.webhook;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.events.DeliveryGivenUp;
import org.iecpools.events.DeliveryProgress;
import org.iecpools.events.WebhookRegistered;
import org.iecpools.events.WebhookRemoved;
import org.iecpools.events.WebhooksRecord;

/** The registered webhooks: a fold of {@code iec.webhooks}. */
final class Webhooks {

  /** Maximum number of webhooks. Each has a connection to Kafka. */
  static final int MOST = 100;

  private final Map<UUID, Webhook> webhooks = new LinkedHashMap<>();
  private final Map<UUID, DeliveryProgress> progress = new LinkedHashMap<>();
  private final Map<UUID, Map<UUID, DeliveryGivenUp>> undelivered = new LinkedHashMap<>();

  void apply(List<Entry> entries) {
    entries.forEach(entry -> entry.record().ifPresent(this::apply));
  }

  private void apply(WebhooksRecord record) {
    UUID id = record.getWebhookId();
    switch (record) {
      case WebhookRegistered registered -> webhooks.put(id, Webhook.of(registered));
      case WebhookRemoved _ -> {
        webhooks.remove(id);
        progress.remove(id);
        undelivered.remove(id);
      }
      case DeliveryProgress latest -> {
        // A runner may write once more while a webhook is being removed.
        if (webhooks.containsKey(id)) {
          progress.put(id, latest);
        }
      }
      case DeliveryGivenUp change -> {
        if (webhooks.containsKey(id)) {
          undelivered
              .computeIfAbsent(id, _ -> new LinkedHashMap<>())
              .put(change.getChangeId(), change);
        }
      }
    }
  }

  /** All webhooks, in the order of their registration. */
  List<WebhookState> all() {
    return webhooks.keySet().stream().map(this::state).toList();
  }

  Optional<WebhookState> find(UUID id) {
    return webhooks.containsKey(id) ? Optional.of(state(id)) : Optional.empty();
  }

  private WebhookState state(UUID id) {
    List<DeliveryGivenUp> givenUp =
        new ArrayList<>(undelivered.getOrDefault(id, Map.of()).values());
    givenUp.sort(Comparator.comparingLong(DeliveryGivenUp::getOffset));
    return new WebhookState(
        Objects.requireNonNull(webhooks.get(id)), Optional.ofNullable(progress.get(id)), givenUp);
  }
}
