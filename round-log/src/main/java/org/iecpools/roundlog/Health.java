package org.iecpools.roundlog;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.iecpools.transparency.Checkpoint;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The state of a running log.
 *
 * @param checkpoint the last one
 * @param lag records of the topic that were not read yet; null before the first count
 * @param readAt when Kafka answered last; null if it has not yet
 * @param fault why it does not answer now; null if it does
 * @param now when this was asked
 */
record Health(
    Checkpoint checkpoint,
    @Nullable Long lag,
    @Nullable Instant readAt,
    @Nullable String fault,
    List<Cosigning.Standing> witnesses,
    Instant now) {

  /** Kafka is asked far more often. */
  static final Duration MAX_SILENCE = Duration.ofSeconds(60);

  Health {
    witnesses = List.copyOf(witnesses);
  }

  /** Whether the topic is being read. Missing cosignatures do not stop the log. */
  boolean isUp() {
    return readAt != null && readAt.isAfter(now.minus(MAX_SILENCE));
  }

  /** How many witnesses have not cosigned the last checkpoint. */
  long missing() {
    return witnesses.stream().filter(it -> it.cosignedSize() < checkpoint.size()).count();
  }

  byte[] json() {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("status", isUp() ? "UP" : "DOWN");
    body.put("origin", checkpoint.origin());
    body.put("size", checkpoint.size());
    body.put("root", checkpoint.root().base64());
    body.put("lag", lag);
    body.put("readAt", readAt == null ? null : readAt.toString());
    body.put("fault", fault);
    body.put("missingCosignatures", missing());
    body.put("witnesses", witnesses.stream().map(Health::json).toList());
    return JsonMapper.shared().writeValueAsBytes(body);
  }

  private static Map<String, @Nullable Object> json(Cosigning.Standing standing) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("name", standing.witness());
    body.put("cosignedSize", standing.cosignedSize());
    body.put("fault", standing.fault().orElse(null));
    return body;
  }
}
