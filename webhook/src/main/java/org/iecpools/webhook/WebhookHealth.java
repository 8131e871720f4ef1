package org.iecpools.webhook;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * How the deliveries stand.
 *
 * @param isDelivering whether Kafka answers; a receiver that fails stops nothing
 * @param fault why it does not; empty if it does, and before the first connection
 * @param running webhooks to which changes are posted
 * @param failing those of them whose last attempt failed
 * @param unusable webhooks to which nothing is posted until an operator does something
 * @param oldest time since the oldest change was reported that is being posted; empty if none is
 */
record WebhookHealth(
    boolean isDelivering,
    Optional<String> fault,
    int running,
    int failing,
    int unusable,
    Optional<Duration> oldest) {

  /** Nothing is delivered. */
  static WebhookHealth down(Optional<String> fault) {
    return new WebhookHealth(false, fault, 0, 0, 0, Optional.empty());
  }

  byte[] json() {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("status", isDelivering ? "UP" : "DOWN");
    body.put("fault", fault.orElse(null));
    body.put("webhooks", running + unusable);
    body.put("failing", failing);
    body.put("unusable", unusable);
    body.put("oldestUndeliveredSeconds", oldest.map(Duration::toSeconds).orElse(null));
    return JsonMapper.shared().writeValueAsBytes(body);
  }
}
