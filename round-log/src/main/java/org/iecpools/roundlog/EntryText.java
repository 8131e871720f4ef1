package org.iecpools.roundlog;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.iecpools.events.RoundsEvent;
import org.iecpools.kafka.Topics;

/**
 * An event of a round as an entry of the log (docs/round-log.md, "Entries").
 *
 * @param text the entry
 * @param replaced the strings and lists that are too long for an entry, which has their hashes
 */
public record EntryText(String text, List<String> replaced) {

  public EntryText {
    replaced = List.copyOf(replaced);
  }

  /**
   * Writes an entry.
   *
   * @param cluster the id of the Kafka cluster
   * @param partition of {@code iec.rounds}
   */
  public static <E extends RoundsEvent & SpecificRecord> EntryText of(
      String cluster, int partition, long offset, E event) {
    EventText text = new EventText();
    String entry =
        "{\"log\":%s,\"topic\":%s,\"partition\":%d,\"offset\":%d,\"type\":%s,\"event\":%s}"
            .formatted(
                EventText.quoted(cluster),
                EventText.quoted(Topics.ROUNDS.name()),
                partition,
                offset,
                EventText.quoted(event.getSchema().getName()),
                text.of(event));
    return new EntryText(entry, text.replaced());
  }
}
