package org.iecpools.auditor.published;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.auditor.Position;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An entry of the log: an event of a round and where it is on Kafka, as the entry states it.
 *
 * @param index in the log, from 0
 * @param cluster the id of the Kafka cluster
 * @param type name of the event
 * @param event its fields
 */
record LogEntry(
    long index, String cluster, Position position, String type, UUID roundId, JsonNode event) {

  static final String ANNOUNCEMENT = "RoundScheduled";
  static final String SEAL = "RoundSealed";
  static final String CANCELLATION = "RoundCancelled";
  static final String DRAW = "RoundRun";

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Reads an entry; empty if it is not an event of a round. */
  static Optional<LogEntry> parse(long index, byte[] entry) {
    JsonNode json;
    try {
      json = STRICT.readTree(new String(entry, StandardCharsets.UTF_8));
    } catch (JacksonException _) {
      return Optional.empty();
    }
    JsonNode event = json.path("event");
    if (!json.path("topic").isString()
        || !json.path("log").isString()
        || !json.path("type").isString()
        || !json.path("partition").canConvertToInt()
        || !json.path("offset").canConvertToLong()
        || !event.isObject()) {
      return Optional.empty();
    }
    return id(event.path("roundId"))
        .map(
            roundId ->
                new LogEntry(
                    index,
                    json.path("log").asString(),
                    new Position(
                        json.path("topic").asString(),
                        json.path("partition").asInt(),
                        json.path("offset").asLong()),
                    json.path("type").asString(),
                    roundId,
                    event));
  }

  private static Optional<UUID> id(JsonNode text) {
    try {
      return text.isString() ? Optional.of(UUID.fromString(text.asString())) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** When the value of the beacon's round appears that the event names; empty if it names none. */
  Optional<Instant> beaconAt() {
    JsonNode at = event.path("beacon").path("at");
    try {
      return at.isString() ? Optional.of(Instant.parse(at.asString())) : Optional.empty();
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /** Number, type and position for messages. */
  String inWords() {
    return "entry %d (%s, %s)".formatted(index, type, position);
  }
}
