package org.iecpools.kafka;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The single description of a topic. Creation, keys, decoding, dead letters and docs are derived
 * from it.
 *
 * @param name of the topic
 * @param types of the records on the topic
 * @param key function from a record to its key; UUIDs in lower case and {@code season/country} as
 *     text
 * @param keyedBy description of the key
 * @param cleanup when old records are removed
 * @param timestamps who sets the records' timestamps
 * @param largestValue maximum length of a record's value in bytes; readers refuse longer ones.
 *     Kafka Streams keeps hundreds of records of each partition in memory, so it should be small
 *     where writers outside of the system can choose it
 * @param deadLettersBy the service that writes the dead letters of this topic; null if none does
 * @param writers the {@link Principal principals} that may write to the topic
 * @param readers the principals that may read it, in addition to those that may read every topic
 * @param <E> common type of the records
 */
public record Topic<E>(
    String name,
    List<Class<? extends SpecificRecord>> types,
    Function<E, String> key,
    String keyedBy,
    Cleanup cleanup,
    Timestamps timestamps,
    int largestValue,
    @Nullable String deadLettersBy,
    Set<String> writers,
    Set<String> readers) {

  /** When old records of a topic are removed. */
  public enum Cleanup {
    /** Never: audit and rebuild need the whole history. */
    KEEP,
    /** The latest record of each key is kept. */
    COMPACT
  }

  /** Who sets the timestamps of a topic's records. */
  public enum Timestamps {
    /** The producer. */
    CREATE_TIME("CreateTime"),
    /**
     * The broker, when it appends the record. Deadlines are judged by this time, so no sender may
     * choose it.
     */
    LOG_APPEND_TIME("LogAppendTime");

    private final String setting;

    Timestamps(String setting) {
      this.setting = setting;
    }
  }

  /** Whether records of this type belong on this topic. */
  public boolean accepts(Object record) {
    return types.contains(record.getClass());
  }

  /**
   * Maximum uncompressed size of a batch of records that the broker accepts, in bytes. Small enough
   * for the heap of every reader, but large enough that a record that is merely too large still
   * becomes a dead letter.
   */
  public static final int LARGEST_BATCH = 8 << 20;

  /** The settings with which the topic is created. */
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("message.timestamp.type", timestamps.setting);
    // The broker decompresses batches before it checks their size. Otherwise a few bytes could
    // expand beyond the heap of any reader, and no reader could get past them.
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
