package org.iecpools.backup;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.iecpools.kafka.SchemaRegistry.Registered;
import org.jspecify.annotations.Nullable;

/**
 * The table of contents of an export, {@code manifest.json}.
 *
 * @param format always {@link #FORMAT}
 * @param version of the format, {@link #VERSION} or lower
 * @param exportedAt when the export was complete
 * @param clusterId of the exported Kafka cluster; draws cite it
 * @param topics by name
 * @param groups the committed positions of all consumer groups, by group
 * @param schemas every version of every subject, by id
 * @param registry the registry's own export; null if it has none
 */
public record Manifest(
    String format,
    int version,
    Instant exportedAt,
    String clusterId,
    List<ExportedTopic> topics,
    List<Group> groups,
    List<Registered> schemas,
    @Nullable StoredFile registry) {

  static final String FORMAT = "iec-pools-export";

  /** Increased when an earlier version of this program cannot import the files any more. */
  static final int VERSION = 1;

  /** Rejects missing values. */
  public Manifest {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(exportedAt, "exportedAt");
    Objects.requireNonNull(clusterId, "clusterId");
    topics = List.copyOf(topics);
    groups = List.copyOf(groups);
    schemas = List.copyOf(schemas);
  }

  /**
   * A topic.
   *
   * @param settings those that differ from the broker's, as {@code kafka-configs} shows them
   * @param partitions by number, without gaps
   */
  public record ExportedTopic(
      String name, Map<String, String> settings, List<ExportedPartition> partitions) {
    /** Rejects missing values. */
    public ExportedTopic {
      Objects.requireNonNull(name, "name");
      settings = new TreeMap<>(settings);
      partitions = List.copyOf(partitions);
    }
  }

  /**
   * The records of a partition.
   *
   * @param start first offset that the log had: records before it had been deleted
   * @param end offset of the next record
   * @param records number of committed records
   * @param first offset of the first record; null if there is none
   * @param last offset of the last record; null if there is none. The offsets between {@code first}
   *     and {@code last} have gaps: markers and aborted records of transactions, and what
   *     compaction has removed
   */
  public record ExportedPartition(
      int partition,
      long start,
      long end,
      long records,
      @Nullable Long first,
      @Nullable Long last,
      StoredFile file) {
    /** Rejects missing values. */
    public ExportedPartition {
      Objects.requireNonNull(file, "file");
    }
  }

  /**
   * A file of the export.
   *
   * @param path relative to the directory of the manifest, with slashes
   * @param sha256 in lower-case hexadecimal
   */
  public record StoredFile(String path, long bytes, String sha256) {
    /** Rejects missing values. */
    public StoredFile {
      Objects.requireNonNull(path, "path");
      Objects.requireNonNull(sha256, "sha256");
    }
  }

  /** The committed positions of a consumer group. */
  public record Group(String id, List<Position> positions) {
    /** Rejects missing values. */
    public Group {
      Objects.requireNonNull(id, "id");
      positions = List.copyOf(positions);
    }
  }

  /**
   * A committed position.
   *
   * @param offset of the next record to read
   * @param metadata as the group committed it; Kafka Streams keeps its stream time there
   */
  public record Position(String topic, int partition, long offset, String metadata) {
    /** Rejects missing values. */
    public Position {
      Objects.requireNonNull(topic, "topic");
      Objects.requireNonNull(metadata, "metadata");
    }
  }

  /** The number of records of all topics. */
  public long records() {
    return topics.stream()
        .flatMap(topic -> topic.partitions().stream())
        .mapToLong(ExportedPartition::records)
        .sum();
  }

  /** The size of all files but the manifest, in bytes. */
  public long bytes() {
    return (registry == null ? 0 : registry.bytes())
        + topics.stream()
            .flatMap(topic -> topic.partitions().stream())
            .mapToLong(partition -> partition.file().bytes())
            .sum();
  }
}
