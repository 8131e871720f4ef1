package org.iecpools.webhook;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.events.WebhookRemoved;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.SchemaIds;

/** Registers, lists and removes webhooks. */
public final class Registry implements AutoCloseable {

  private static final String WRITER = "webhooks-registry";

  private final WebhookLog log;
  private final InstantSource clock;
  private final Webhooks webhooks = new Webhooks();

  Registry(WebhookLog log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  /**
   * Connects to a stack.
   *
   * @throws WebhooksFailed if it does not answer, denies access or does not have the topics
   */
  public static Registry open(String bootstrapServers, ClientConfig client, SchemaIds schemas) {
    return new Registry(
        WebhookTopics.open(bootstrapServers, client, schemas), InstantSource.system());
  }

  /** All webhooks, in the order of their registration. */
  public List<WebhookState> all() {
    webhooks.apply(log.read());
    return webhooks.all();
  }

  /** The webhook with an id; empty if there is none. */
  public Optional<WebhookState> find(UUID id) {
    webhooks.apply(log.read());
    return webhooks.find(id);
  }

  /**
   * Registers a webhook. It gets the changes that are reported from now on.
   *
   * @param registration without faults
   * @throws WebhooksFailed if there are too many, or the key is not that of the others
   */
  public Webhook add(Registration registration, InstallationKey key) {
    // Of two commands at the same time, the later one ends the other, so that the number is right.
    try (WebhookLog.Writer writer = log.write(WRITER)) {
      List<WebhookState> all = all();
      if (all.size() >= Webhooks.MOST) {
        throw new WebhooksFailed(
            "there are %d webhooks already, which is the maximum; remove one first"
                .formatted(all.size()));
      }
      if (all.stream().anyMatch(state -> !state.webhook().keyId().equals(key.id()))) {
        throw new WebhooksFailed(
            "the key file is not the one with which other webhooks were registered; use that, or remove them first");
      }
      Webhook webhook =
          new Webhook(
              UUID.randomUUID(),
              registration.address(),
              registration.filter(),
              registration.allowPrivate(),
              log.end(),
              log.identity(),
              key.id(),
              now());
      writer.append(List.of(Entry.of(webhook.registered())));
      return webhook;
    }
  }

  /**
   * Removes a webhook with its progress.
   *
   * @return whether there was one
   */
  public boolean remove(UUID id) {
    try (WebhookLog.Writer writer = log.write(WRITER)) {
      Optional<WebhookState> found = find(id);
      if (found.isEmpty()) {
        return false;
      }
      List<Entry> entries = new ArrayList<>();
      entries.add(Entry.of(new WebhookRemoved(id, now())));
      found.get().progress().ifPresent(progress -> entries.add(Entry.without(progress)));
      found.get().undelivered().forEach(change -> entries.add(Entry.without(change)));
      writer.append(entries);
      return true;
    }
  }

  /** The log has milliseconds. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public void close() {
    log.close();
  }
}
