package org.iecpools.webhook;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.iecpools.events.WebhookRegistered;

/**
 * A registered webhook.
 *
 * @param url that changes are posted to
 * @param allowPrivate whether http and addresses of private networks were allowed
 * @param startOffset of the first change on {@code iec.changes}
 * @param log identity of {@code iec.changes}
 * @param keyId identity of the key that the secret follows from
 */
public record Webhook(
    UUID id,
    URI url,
    ChangeFilter filter,
    boolean allowPrivate,
    long startOffset,
    String log,
    String keyId,
    Instant registeredAt) {

  static Webhook of(WebhookRegistered registered) {
    return new Webhook(
        registered.getWebhookId(),
        URI.create(registered.getUrl()),
        new ChangeFilter(
            Set.copyOf(registered.getKinds()),
            Optional.ofNullable(registered.getSeason()),
            Optional.ofNullable(registered.getCountry())),
        registered.getAllowPrivate(),
        registered.getStartOffset(),
        registered.getLog(),
        registered.getKeyId(),
        registered.getOccurredAt());
  }

  WebhookRegistered registered() {
    return WebhookRegistered.newBuilder()
        .setWebhookId(id)
        .setUrl(url.toString())
        .setKinds(filter.kinds().stream().sorted().toList())
        .setSeason(filter.season().orElse(null))
        .setCountry(filter.country().orElse(null))
        .setAllowPrivate(allowPrivate)
        .setStartOffset(startOffset)
        .setLog(log)
        .setKeyId(keyId)
        .setOccurredAt(registeredAt)
        .build();
  }
}
