package org.iecpools.roundlog;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.events.RoundsEvent;
import org.iecpools.kafka.Topics;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An entry of the log: an event of a round and where it is on Kafka.
 *
 * @param cluster the id of the Kafka cluster
 * @param partition of {@code iec.rounds}
 * @param isSeal whether the event closes the list of a round
 * @param text the entry
 */
record Leaf(String cluster, int partition, long offset, boolean isSeal, String text) {

  private static final String SEAL = RoundSealed.class.getSimpleName();

  /** The entry for a record; empty if it is not an event of a round. */
  static Optional<Leaf> of(String cluster, RoundRecord record) {
    return switch (record.event()) {
      case RoundScheduled event -> Optional.of(of(cluster, record, event));
      case RoundSealed event -> Optional.of(of(cluster, record, event));
      case RoundCancelled event -> Optional.of(of(cluster, record, event));
      case RoundRun event -> Optional.of(of(cluster, record, event));
      case PoolClosed _, PoolOpened _ -> Optional.empty();
      case null -> Optional.empty();
    };
  }

  private static <E extends RoundsEvent & SpecificRecord> Leaf of(
      String cluster, RoundRecord record, E event) {
    return new Leaf(
        cluster,
        record.partition(),
        record.offset(),
        event instanceof RoundSealed,
        EntryText.of(cluster, record.partition(), record.offset(), event).text());
  }

  /**
   * Reads the position of an entry.
   *
   * @throws RoundLogFailed if it is not an entry of such a log
   */
  static Leaf parse(byte[] entry) {
    String text = new String(entry, StandardCharsets.UTF_8);
    JsonNode json;
    try {
      json = JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      throw new RoundLogFailed("the log has an entry that is not JSON", e);
    }
    if (!json.path("topic").asString("").equals(Topics.ROUNDS.name())
        || !json.path("log").isString()
        || !json.path("partition").canConvertToInt()
        || !json.path("offset").canConvertToLong()) {
      throw new RoundLogFailed("the log has an entry without a position of iec.rounds");
    }
    return new Leaf(
        json.path("log").asString(),
        json.path("partition").asInt(),
        json.path("offset").asLong(),
        json.path("type").asString("").equals(SEAL),
        text);
  }

  byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** As the other commands name a position. */
  String position() {
    return "%s-%d@%d".formatted(Topics.ROUNDS.name(), partition, offset);
  }
}
