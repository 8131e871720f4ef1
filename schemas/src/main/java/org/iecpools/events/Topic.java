package org.iecpools.events;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * One topic, described once: creation, keys, decoding, ownership and docs derive from this.
 *
 * @param name of the topic
 * @param types records that may stand on it
 * @param key what a record's key must be; lower-case UUIDs and {@code season/country} as text
 * @param keyedBy the same in words
 * @param cleanup how old records go
 * @param timestamps who sets the records' timestamps
 * @param owner the service that writes the dead letters of this topic; null when nobody reads it
 *     from outside
 * @param writers who may write to it
 * @param <E> what its records have in common
 */
public record Topic<E>(
    String name,
    List<Class<? extends SpecificRecord>> types,
    Function<E, String> key,
    String keyedBy,
    Cleanup cleanup,
    Timestamps timestamps,
    String owner,
    Set<String> writers) {

  /** How old records of a topic go. */
  public enum Cleanup {
    /** Never: history is what audit and rebuild need. */
    KEEP,
    /** The latest record of each key stays. */
    COMPACT
  }

  /** Who sets the timestamps of a topic's records. */
  public enum Timestamps {
    /** The producer. */
    CREATE_TIME("CreateTime"),
    /**
     * The broker, when the record enters the log: deadlines are judged by it, so no sender may
     * choose it.
     */
    LOG_APPEND_TIME("LogAppendTime");

    private final String setting;

    Timestamps(String setting) {
      this.setting = setting;
    }
  }

  /** Whether a record of this type may stand on this topic. */
  public boolean accepts(Object record) {
    return types.contains(record.getClass());
  }

  /**
   * The largest batch of records that the broker takes, in bytes as they are read. Small enough for
   * the heap of every reader, and large enough that a record which is merely too large becomes a
   * dead letter.
   */
  public static final int LARGEST_BATCH = 8 << 20;

  /** The settings with which the topic is created. */
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("message.timestamp.type", timestamps.setting);
    // The broker expands what arrives compressed, and measures it then. Otherwise a few bytes could
    // expand in the readers beyond any heap, and nobody could read past them.
    settings.put("compression.type", "uncompressed");
    settings.put("max.message.bytes", Integer.toString(LARGEST_BATCH));
    switch (cleanup) {
      case KEEP -> {
        settings.put("cleanup.policy", "delete");
        settings.put("retention.ms", "-1");
        settings.put("retention.bytes", "-1");
      }
      case COMPACT -> settings.put("cleanup.policy", "compact");
    }
    return settings;
  }
}
