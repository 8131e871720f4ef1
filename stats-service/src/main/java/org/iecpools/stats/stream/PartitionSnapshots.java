package org.iecpools.stats.stream;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.iecpools.stats.snapshot.SnapshotKey;
import org.iecpools.stats.snapshot.SnapshotPosition;
import org.iecpools.stats.snapshot.Snapshots;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores and restores the counts of the partitions during one session. Not thread-safe. */
final class PartitionSnapshots {

  private static final Logger LOG = LoggerFactory.getLogger(PartitionSnapshots.class);

  /** After so many files of a partition the next ones are larger, because each is searched. */
  private static final int FILES_PER_SIZE = 16;

  private static final int MAX_DOUBLINGS = 2;

  private final Snapshots snapshots;
  private final CountedPartitions partitions;
  private final SnapshotSettings settings;
  private final String program;
  private final String cluster;
  private final Map<String, String> topicIds;

  /**
   * Reads the ids of the cluster and its topics.
   *
   * @param connection Kafka client settings for the connection to the broker
   */
  PartitionSnapshots(
      Snapshots snapshots,
      CountedPartitions partitions,
      SnapshotSettings settings,
      Map<String, Object> connection) {
    this.snapshots = snapshots;
    this.partitions = partitions;
    this.settings = settings;
    this.program = settings.program().get();
    try (Admin admin = Admin.create(connection)) {
      this.cluster = admin.describeCluster().clusterId().get();
      this.topicIds =
          admin.describeTopics(CountedPartitions.topics()).allTopicNames().get().values().stream()
              .collect(Collectors.toMap(topic -> topic.name(), topic -> "" + topic.topicId()));
    } catch (ExecutionException e) {
      throw new KafkaException("the topics cannot be described", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  /**
   * The count of a partition as it was stored, or an empty one if there is no usable snapshot.
   *
   * @param versions versions of the rows in which the partition is published
   * @param beginning offset of the partition's first record
   * @param published offset up to which, exclusive, records are published
   */
  PartitionCount restore(
      TopicPartition partition, Set<Integer> versions, long beginning, long published) {
    SnapshotPosition required =
        new SnapshotPosition(PublishedIn.latest(versions), beginning, published);
    PartitionCount count = partitions.empty(partition);
    switch (snapshots.read(key(partition), required)) {
      case Snapshots.Result.Found found -> {
        try {
          count.restore(found.count());
        } catch (IOException | RuntimeException e) {
          discarded(partition, e.toString());
          count = partitions.empty(partition);
        }
      }
      case Snapshots.Result.None _ -> {}
      case Snapshots.Result.Unusable unusable -> discarded(partition, unusable.reason());
    }
    count.begin(beginning);
    return count;
  }

  private static void discarded(TopicPartition partition, String reason) {
    LOG.warn(
        "discarded the snapshot of partition={}, counting from the first record: {}",
        partition,
        reason);
  }

  /**
   * Stores at most one count whose snapshot is due, so that the thread that counts is never
   * occupied for long.
   */
  void storeNext() {
    for (Map.Entry<TopicPartition, PartitionCount> owned : partitions.owned().entrySet()) {
      PartitionCount count = owned.getValue();
      if (count.isSnapshotDue(mostUnsealed(count)) && !snapshots.isWriting(key(owned.getKey()))) {
        store(owned.getKey(), count);
        return;
      }
    }
  }

  /** Stores the count of a partition, unless its last snapshot includes everything published. */
  void store(TopicPartition partition, PartitionCount count) {
    if (count.isStorable()) {
      count.store(snapshots, key(partition), mostUnsealed(count));
    }
  }

  private int mostUnsealed(PartitionCount count) {
    int doublings = count.tally().sealed().size() / FILES_PER_SIZE;
    return settings.mostUnsealed() << Math.min(MAX_DOUBLINGS, doublings);
  }

  private SnapshotKey key(TopicPartition partition) {
    return new SnapshotKey(
        program,
        settings.environment(),
        cluster,
        Objects.requireNonNull(topicIds.get(partition.topic()), "all topics are described"),
        partition.topic(),
        partition.partition());
  }
}
