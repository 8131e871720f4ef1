package org.iecpools.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.iecpools.backup.Manifest.ExportedPartition;
import org.iecpools.backup.Manifest.ExportedTopic;
import org.iecpools.backup.Manifest.Group;
import org.iecpools.backup.Manifest.Position;

/**
 * Reads all topics of the system into files. Reading comes first and the {@link Cut} last: a record
 * that compaction removes meanwhile is superseded by one that is read as well, so the state at the
 * cut is complete whatever compaction does.
 */
final class LogExport {

  /** Longest wait for a moment without an open transaction, and for a record. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final Duration POLL_TIMEOUT = Duration.ofMillis(20);
  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(2);

  private final Cluster cluster;
  private final ClusterAdmin admin;
  private final Path directory;
  private final Consumer<String> progress;
  private final Map<TopicPartition, RecordFile.Writer> writers = new HashMap<>();

  /** What was read. */
  record Result(List<ExportedTopic> topics, List<Group> groups) {}

  LogExport(Cluster cluster, ClusterAdmin admin, Path directory, Consumer<String> progress) {
    this.cluster = cluster;
    this.admin = admin;
    this.directory = directory;
    this.progress = progress;
  }

  /**
   * @throws BackupFailed if the services are never at rest, or a transaction stays open
   */
  Result run() throws IOException {
    Set<String> topics = admin.topics();
    List<TopicPartition> partitions = admin.partitions(topics);
    Map<TopicPartition, Long> starts = admin.starts(partitions);
    try {
      for (TopicPartition partition : partitions) {
        writers.put(partition, new RecordFile.Writer(directory, partition));
      }
      Cut cut = read(partitions);
      if (!cut.topics().equals(topics)) {
        throw new BackupFailed("topics were created or deleted during the export: repeat it");
      }
      return new Result(finished(topics, starts, cut), groups(cut));
    } finally {
      for (RecordFile.Writer writer : writers.values()) {
        writer.close();
      }
    }
  }

  /** Reads until everything was read at a moment without an open transaction. */
  private Cut read(List<TopicPartition> partitions) throws IOException {
    Map<TopicPartition, Long> goals = admin.ends(partitions);
    long all = goals.values().stream().mapToLong(Long::longValue).sum();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      boolean caughtUp = false;
      long since = System.nanoTime();
      long nextProgress = since + PROGRESS_INTERVAL.toNanos();
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_TIMEOUT)) {
          writer(record).append(record);
          if (!caughtUp) {
            since = System.nanoTime();
          }
        }
        Map<TopicPartition, Long> read = new HashMap<>();
        partitions.forEach(partition -> read.put(partition, consumer.position(partition)));
        if (!caughtUp
            && goals.entrySet().stream()
                .allMatch(goal -> position(read, goal.getKey()) >= goal.getValue())) {
          caughtUp = true;
          since = System.nanoTime();
        }
        if (caughtUp) {
          Cut cut = admin.cut(partitions);
          if (cut.isAtRest() && cut.ends().equals(read) && admin.cut(partitions).equals(cut)) {
            return cut;
          }
        }
        long now = System.nanoTime();
        if (now > nextProgress) {
          progress.accept(
              caughtUp
                  ? "waiting for a moment without an open transaction"
                  : "read %,d of %,d offsets"
                      .formatted(read.values().stream().mapToLong(Long::longValue).sum(), all));
          nextProgress = now + PROGRESS_INTERVAL.toNanos();
        }
        if (now - since > TIMEOUT.toNanos()) {
          throw new BackupFailed(
              caughtUp
                  ? "no moment without an open transaction was found in %d s, because the services are busy: export when less arrives, or stop the services, but not the broker, and repeat"
                      .formatted(TIMEOUT.toSeconds())
                  : "the broker at %s has returned no record for %d s; ./iec doctor lists open transactions"
                      .formatted(cluster.bootstrapServers(), TIMEOUT.toSeconds()));
        }
      }
    } catch (KafkaException e) {
      throw ClusterAdmin.failure(e, cluster.bootstrapServers());
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> settings = cluster.client().kafka(cluster.bootstrapServers());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 << 20);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private RecordFile.Writer writer(ConsumerRecord<?, ?> record) {
    return writer(new TopicPartition(record.topic(), record.partition()));
  }

  private RecordFile.Writer writer(TopicPartition partition) {
    return Objects.requireNonNull(writers.get(partition), partition::toString);
  }

  private static long position(Map<TopicPartition, Long> positions, TopicPartition partition) {
    return Objects.requireNonNull(positions.get(partition), partition::toString);
  }

  private List<ExportedTopic> finished(
      Set<String> topics, Map<TopicPartition, Long> starts, Cut cut) throws IOException {
    Map<String, List<ExportedPartition>> files = new TreeMap<>();
    for (TopicPartition partition : writers.keySet()) {
      files
          .computeIfAbsent(partition.topic(), _ -> new ArrayList<>())
          .add(
              writer(partition)
                  .finish(position(starts, partition), position(cut.ends(), partition)));
    }
    Map<String, Map<String, String>> settings = admin.settings(topics);
    List<ExportedTopic> exported = new ArrayList<>();
    files.forEach(
        (topic, partitions) -> {
          partitions.sort(Comparator.comparingInt(ExportedPartition::partition));
          exported.add(
              new ExportedTopic(
                  topic, Objects.requireNonNullElse(settings.get(topic), Map.of()), partitions));
        });
    return exported;
  }

  private static List<Group> groups(Cut cut) {
    List<Group> groups = new ArrayList<>();
    cut.groups()
        .forEach(
            (group, positions) ->
                groups.add(
                    new Group(
                        group,
                        positions.entrySet().stream()
                            .map(e -> position(e.getKey(), e.getValue()))
                            .sorted(
                                Comparator.comparing(Position::topic)
                                    .thenComparingInt(Position::partition))
                            .toList())));
    return groups;
  }

  private static Position position(TopicPartition partition, OffsetAndMetadata committed) {
    String metadata = committed.metadata();
    return new Position(
        partition.topic(),
        partition.partition(),
        committed.offset(),
        metadata == null ? "" : metadata);
  }
}
