package org.iecpools.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.iecpools.backup.Manifest.ExportedPartition;
import org.iecpools.backup.Manifest.ExportedTopic;
import org.iecpools.backup.PartitionSteps.Step;
import org.iecpools.kafka.Topics;
import org.jspecify.annotations.Nullable;

/**
 * Writes the topics and positions of an export to a cluster without them. The environment record
 * comes first: it names the ids of the exported topics, so that set-up and the services refuse a
 * cluster whose import was interrupted.
 */
final class LogImport {

  /** Maximum number of partitions that are written at a time, each with an open file. */
  private static final int PARTITIONS_AT_A_TIME = 100;

  private static final int LARGEST_REQUEST = 64 << 20;
  private static final Duration MARKER_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(2);

  /** Settings during the import: nothing is deleted, and timestamps are those of the records. */
  private static final Map<String, String> MEANWHILE =
      Map.of(
          "cleanup.policy", "delete",
          "retention.ms", "-1",
          "retention.bytes", "-1",
          "message.timestamp.type", "CreateTime");

  private static final byte[] FILLING = new byte[0];

  private final Cluster cluster;
  private final ClusterAdmin admin;
  private final Path directory;
  private final Manifest manifest;
  private final Consumer<String> progress;
  private final Map<TopicPartition, Long> deletedBefore = new HashMap<>();
  private final long all;
  private long done;
  private long nextProgress = System.nanoTime() + PROGRESS_INTERVAL.toNanos();
  private long withoutTimestamp;

  LogImport(
      Cluster cluster,
      ClusterAdmin admin,
      Path directory,
      Manifest manifest,
      Consumer<String> progress) {
    this.cluster = cluster;
    this.admin = admin;
    this.directory = directory;
    this.manifest = manifest;
    this.progress = progress;
    this.all =
        manifest.topics().stream()
            .flatMap(topic -> topic.partitions().stream())
            .mapToLong(ExportedPartition::end)
            .sum();
  }

  /** What prevents the import; empty if nothing does. */
  static List<String> faults(ClusterAdmin admin, Manifest manifest, boolean otherCluster) {
    List<String> faults = new ArrayList<>();
    String id = admin.clusterId();
    if (!otherCluster && !id.equals(manifest.clusterId())) {
      faults.add(
          "the cluster id is %s, and that of the export is %s: format the new cluster with that id, because the draws cite it. With --other-cluster-id earlier rounds can no longer be verified"
              .formatted(id, manifest.clusterId()));
    }
    Set<String> topics = admin.topics();
    if (!topics.isEmpty()) {
      Map<String, Long> offsets = new TreeMap<>();
      admin
          .ends(admin.partitions(topics))
          .forEach((partition, end) -> offsets.merge(partition.topic(), end, Long::sum));
      offsets.forEach(
          (topic, end) ->
              faults.add("topic %s exists, with %,d offsets used".formatted(topic, end)));
    }
    admin
        .positions()
        .forEach(
            (group, positions) ->
                faults.add(
                    "group %s has committed %d positions".formatted(group, positions.size())));
    return faults;
  }

  /**
   * @return the number of records that had no timestamp and now have the timestamp 0
   */
  long run() throws IOException {
    admin.create(
        manifest.topics().stream()
            .map(
                topic -> {
                  Map<String, String> settings = new HashMap<>(topic.settings());
                  settings.putAll(MEANWHILE);
                  return new NewTopic(
                          topic.name(), Optional.of(topic.partitions().size()), Optional.empty())
                      .configs(settings);
                })
            .toList());
    try (KafkaProducer<byte[], byte[]> plain = producer(Optional.empty());
        KafkaProducer<byte[], byte[]> transactions =
            producer(Optional.of("iec-import-" + UUID.randomUUID()))) {
      transactions.initTransactions();
      for (List<ExportedFile> some : inTurn()) {
        write(some, plain, transactions);
      }
    } catch (KafkaException | ExecutionException e) {
      throw ClusterAdmin.failure(e, cluster.bootstrapServers());
    } catch (InterruptedException e) {
      throw ClusterAdmin.interrupted(e);
    }
    manifest
        .topics()
        .forEach(
            topic ->
                topic.partitions().stream()
                    .filter(p -> p.start() > 0)
                    .forEach(
                        p ->
                            deletedBefore.put(
                                new TopicPartition(topic.name(), p.partition()), p.start())));
    admin.deleteBefore(deletedBefore);
    Map<String, Map<String, String>> settings = new TreeMap<>();
    manifest.topics().forEach(topic -> settings.put(topic.name(), topic.settings()));
    admin.set(settings, MEANWHILE.keySet());
    manifest
        .groups()
        .forEach(
            group -> {
              Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
              group
                  .positions()
                  .forEach(
                      position ->
                          positions.put(
                              new TopicPartition(position.topic(), position.partition()),
                              new OffsetAndMetadata(position.offset(), position.metadata())));
              admin.set(group.id(), positions);
            });
    return withoutTimestamp;
  }

  private record ExportedFile(TopicPartition partition, ExportedPartition stated) {}

  /** The partitions in the groups in which they are written: the environment record first. */
  private List<List<ExportedFile>> inTurn() {
    List<ExportedFile> first = new ArrayList<>();
    List<ExportedFile> others = new ArrayList<>();
    for (ExportedTopic topic : manifest.topics()) {
      for (ExportedPartition partition : topic.partitions()) {
        (topic.name().equals(Topics.ENVIRONMENT.name()) ? first : others)
            .add(
                new ExportedFile(
                    new TopicPartition(topic.name(), partition.partition()), partition));
      }
    }
    List<List<ExportedFile>> turns = new ArrayList<>();
    turns.add(first);
    for (int from = 0; from < others.size(); from += PARTITIONS_AT_A_TIME) {
      turns.add(others.subList(from, Math.min(others.size(), from + PARTITIONS_AT_A_TIME)));
    }
    return turns;
  }

  private KafkaProducer<byte[], byte[]> producer(Optional<String> transactionalId) {
    Map<String, Object> settings = cluster.client().kafka(cluster.bootstrapServers());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) LARGEST_REQUEST + (16 << 20));
    // A new transaction is refused until the previous one has ended everywhere.
    settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 5L);
    transactionalId.ifPresent(id -> settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id));
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Writes partitions round by round. In a round each partition makes one step, so that one
   * transaction serves many partitions.
   */
  private void write(
      List<ExportedFile> files,
      KafkaProducer<byte[], byte[]> plain,
      KafkaProducer<byte[], byte[]> transactions)
      throws IOException, ExecutionException, InterruptedException {
    List<PartitionSteps> open = new ArrayList<>();
    try {
      for (ExportedFile file : files) {
        open.add(
            new PartitionSteps(
                file.partition(),
                new RecordFile.Reader(
                    directory.resolve(file.stated().file().path()), file.partition()),
                file.stated().end()));
      }
      while (!open.isEmpty()) {
        Map<PartitionSteps, Step> round = new LinkedHashMap<>();
        for (PartitionSteps partition : List.copyOf(open)) {
          long before = partition.position();
          Step step = partition.step();
          done += partition.position() - before;
          if (step == null) {
            partition.close();
            open.remove(partition);
          } else {
            round.put(partition, step);
          }
        }
        writeRound(round, plain, transactions);
      }
    } finally {
      for (PartitionSteps partition : open) {
        partition.close();
      }
    }
  }

  private void writeRound(
      Map<PartitionSteps, Step> round,
      KafkaProducer<byte[], byte[]> plain,
      KafkaProducer<byte[], byte[]> transactions)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> ends = new HashMap<>();
    Map<TopicPartition, List<StoredRecord>> outside = new LinkedHashMap<>();
    Map<TopicPartition, List<StoredRecord>> committed = new LinkedHashMap<>();
    Map<TopicPartition, Integer> aborted = new LinkedHashMap<>();
    round.forEach(
        (partition, step) -> {
          TopicPartition at = partition.partition();
          switch (step) {
            case Step.Plain it -> outside.put(at, it.records());
            case Step.Committed it -> {
              committed.put(at, it.records());
              ends.put(at, partition.position());
            }
            case Step.Aborted it -> {
              aborted.put(at, it.records());
              ends.put(at, partition.position());
            }
            case Step.Deleted _ -> {
              outside.put(at, List.of(new StoredRecord(0, 0, FILLING, FILLING, List.of())));
              deletedBefore.put(at, partition.position());
            }
          }
        });
    send(outside, plain);
    if (!committed.isEmpty()) {
      transactions.beginTransaction();
      send(committed, transactions);
      transactions.commitTransaction();
    }
    if (!aborted.isEmpty()) {
      transactions.beginTransaction();
      aborted.forEach(
          (partition, records) -> {
            for (int i = 0; i < records; i++) {
              var _ = transactions.send(record(partition, 0, FILLING, FILLING, List.of()));
            }
          });
      // Otherwise records that have not been sent yet would be dropped.
      transactions.flush();
      transactions.abortTransaction();
    }
    awaitMarkers(ends);
    report();
  }

  private void report() {
    long now = System.nanoTime();
    if (now > nextProgress) {
      progress.accept("wrote %,d of %,d offsets".formatted(done, all));
      nextProgress = now + PROGRESS_INTERVAL.toNanos();
    }
  }

  /** Sends records, and waits until each has the offset that it had. */
  private void send(
      Map<TopicPartition, List<StoredRecord>> records, KafkaProducer<byte[], byte[]> producer)
      throws ExecutionException, InterruptedException {
    List<Sent> sent = new ArrayList<>();
    records.forEach(
        (partition, some) ->
            some.forEach(
                record ->
                    sent.add(
                        new Sent(
                            partition,
                            record.offset(),
                            producer.send(
                                record(
                                    partition,
                                    timestamp(record),
                                    record.key(),
                                    record.value(),
                                    record.headers()))))));
    producer.flush();
    for (Sent each : sent) {
      long offset = each.written().get().offset();
      if (offset != each.expected()) {
        throw foreignRecords(each.partition(), offset, each.expected());
      }
    }
  }

  private record Sent(TopicPartition partition, long expected, Future<RecordMetadata> written) {}

  /** A producer cannot send a negative timestamp; the services refuse 0 as they refuse that. */
  private long timestamp(StoredRecord record) {
    if (record.timestamp() < 0) {
      withoutTimestamp++;
      return 0;
    }
    return record.timestamp();
  }

  private static ProducerRecord<byte[], byte[]> record(
      TopicPartition partition,
      long timestamp,
      byte @Nullable [] key,
      byte @Nullable [] value,
      List<Header> headers) {
    return new ProducerRecord<>(
        partition.topic(), partition.partition(), timestamp, key, value, headers);
  }

  /** The broker writes the markers of a transaction after it has confirmed its end. */
  private void awaitMarkers(Map<TopicPartition, Long> expected) throws InterruptedException {
    if (expected.isEmpty()) {
      return;
    }
    long giveUp = System.nanoTime() + MARKER_TIMEOUT.toNanos();
    while (true) {
      Map<TopicPartition, Long> ends = admin.ends(expected.keySet());
      boolean complete = true;
      for (Map.Entry<TopicPartition, Long> each : expected.entrySet()) {
        long end = Objects.requireNonNull(ends.get(each.getKey()), each.getKey()::toString);
        if (end > each.getValue()) {
          throw foreignRecords(each.getKey(), end, each.getValue());
        }
        complete &= end == each.getValue();
      }
      if (complete) {
        return;
      }
      if (System.nanoTime() > giveUp) {
        throw new BackupFailed(
            "Kafka at %s has not ended a transaction for %d s"
                .formatted(cluster.bootstrapServers(), MARKER_TIMEOUT.toSeconds()));
      }
      Thread.sleep(Duration.ofMillis(2));
    }
  }

  private static BackupFailed foreignRecords(TopicPartition partition, long offset, long expected) {
    return new BackupFailed(
        "%s is at offset %d instead of %d, because something else writes to it: start again with an empty cluster that nobody uses"
            .formatted(partition, offset, expected));
  }
}
