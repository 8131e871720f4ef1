package org.iecpools.webhook;

import java.util.Optional;
import org.iecpools.events.WebhooksRecord;
import org.iecpools.kafka.Topics;

/**
 * A record of {@code iec.webhooks}.
 *
 * @param record empty if the key's earlier records are no longer needed
 */
record Entry(String key, Optional<WebhooksRecord> record) {

  static Entry of(WebhooksRecord record) {
    return new Entry(Topics.WEBHOOKS.key().apply(record), Optional.of(record));
  }

  /** States that the record with the key of this one is no longer needed. */
  static Entry without(WebhooksRecord record) {
    return new Entry(Topics.WEBHOOKS.key().apply(record), Optional.empty());
  }
}
