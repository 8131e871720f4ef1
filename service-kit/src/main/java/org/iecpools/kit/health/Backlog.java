package org.iecpools.kit.health;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTransactionsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.iecpools.kafka.Partitions;

/**
 * Determines from the broker how far a consumer group is behind. The committed offset of a fully
 * read partition may be below the end offset, because the log ends with transaction markers that no
 * commit passes. If a partition's committed offset does not move, the rest is read to check for
 * records.
 */
final class Backlog {

  /** Timeout of each request to the broker. */
  private static final int TIMEOUT_MILLIS = 5_000;

  private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  /**
   * Age from which a transaction counts as open for long. The services commit theirs at least twice
   * a second.
   */
  private static final Duration OPEN_FOR_LONG = Duration.ofSeconds(5);

  private final Admin admin;
  private final Map<String, Object> consumerSettings;
  private final Map<TopicPartition, Long> before = new HashMap<>();
  private final Map<TopicPartition, Integer> unmoved = new HashMap<>();
  private final Map<TopicPartition, Long> onlyMarkersBefore = new HashMap<>();

  /**
   * @param consumerSettings for a consumer without a group that reads committed records only
   */
  Backlog(Admin admin, Map<String, Object> consumerSettings) {
    this.admin = admin;
    this.consumerSettings = consumerSettings;
  }

  /**
   * State of a group's partitions.
   *
   * @param committed offset of the next record; absent where nothing is committed
   * @param lag number of offsets between the committed one and the last stable offset
   * @param unread partitions with a readable record that is not committed
   * @param blocked partitions with records behind an open transaction
   */
  record State(
      Map<TopicPartition, Long> committed,
      Map<TopicPartition, Long> lag,
      Set<TopicPartition> unread,
      Set<TopicPartition> blocked) {}

  /**
   * A transaction that has been open for more than five seconds.
   *
   * @param id the producer's {@code transactional.id}
   * @param startMillis milliseconds since 1970, by the broker's clock
   * @param partitions those of the requested partitions that it holds back
   */
  record OpenTransaction(
      String id, long producerId, long startMillis, Set<TopicPartition> partitions) {}

  /**
   * Determines the state of these partitions.
   *
   * @throws ExecutionException if the broker answers with an error, or not in time
   */
  State look(String group, Set<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        admin
            .listConsumerGroupOffsets(
                group, new ListConsumerGroupOffsetsOptions().timeoutMs(TIMEOUT_MILLIS))
            .partitionsToOffsetAndMetadata()
            .get();
    Map<TopicPartition, Long> readable = ends(partitions, IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, Long> ends = ends(partitions, IsolationLevel.READ_UNCOMMITTED);
    Map<TopicPartition, Long> committed = new HashMap<>();
    Map<TopicPartition, Long> lag = new HashMap<>();
    Set<TopicPartition> behind = new HashSet<>();
    Map<TopicPartition, Long> unsure = new HashMap<>();
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata offset = offsets.get(partition);
      if (offset != null) {
        committed.put(partition, offset.offset());
      }
      long from = offset == null ? 0 : offset.offset();
      long end = readable.getOrDefault(partition, 0L);
      lag.put(partition, Math.max(0, end - from));
      Long last = before.put(partition, from);
      boolean moves = last == null || last != from;
      int looks = unmoved.merge(partition, 1, (count, one) -> moves ? 0 : count + one);
      if (from < end && onlyMarkersBefore.getOrDefault(partition, 0L) < end) {
        behind.add(partition);
        if (looks >= 3) {
          unsure.put(partition, from);
        }
      }
    }
    if (!unsure.isEmpty()) {
      behind.removeAll(unsure.keySet());
      behind.addAll(withRecords(unsure, readable));
    }
    Set<TopicPartition> blocked =
        partitions.stream()
            .filter(
                partition ->
                    readable.getOrDefault(partition, 0L) < ends.getOrDefault(partition, 0L))
            .collect(Collectors.toUnmodifiableSet());
    return new State(committed, lag, behind, blocked);
  }

  /**
   * Last stable offset by partition: the end of the log for a consumer that reads committed
   * records.
   */
  Map<TopicPartition, Long> readableEnds(Set<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    return ends(partitions, IsolationLevel.READ_COMMITTED);
  }

  private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions, IsolationLevel level)
      throws ExecutionException, InterruptedException {
    return Partitions.ends(
        admin, partitions, new ListOffsetsOptions(level).timeoutMs(TIMEOUT_MILLIS));
  }

  /**
   * Partitions in which a record can be read. Partitions for which the broker did not answer in
   * time are left out.
   */
  private Set<TopicPartition> withRecords(
      Map<TopicPartition, Long> from, Map<TopicPartition, Long> ends) {
    Set<TopicPartition> found = new HashSet<>();
    Set<TopicPartition> open = new HashSet<>(from.keySet());
    long giveUp = System.nanoTime() + READ_TIMEOUT.toNanos();
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            consumerSettings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      consumer.assign(open);
      from.forEach(consumer::seek);
      while (!open.isEmpty() && System.nanoTime() < giveUp) {
        found.addAll(consumer.poll(Duration.ofMillis(100)).partitions());
        open.removeAll(found);
        for (TopicPartition partition : List.copyOf(open)) {
          long end = ends.getOrDefault(partition, 0L);
          if (consumer.position(partition) >= end) {
            onlyMarkersBefore.put(partition, end);
            open.remove(partition);
          }
        }
        consumer.pause(found);
      }
    } finally {
      // The consumer has no group to leave, and the broker may be down.
      consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
    return found;
  }

  /**
   * Transactions that have been open for more than five seconds and hold back these partitions,
   * oldest first.
   *
   * @throws ExecutionException if the broker answers with an error or denies access
   */
  List<OpenTransaction> openTransactions(Set<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    List<String> ids =
        admin
            .listTransactions(
                new ListTransactionsOptions()
                    .filterStates(Set.of(TransactionState.ONGOING))
                    .filterOnDuration(OPEN_FOR_LONG.toMillis())
                    .timeoutMs(TIMEOUT_MILLIS))
            .all()
            .get()
            .stream()
            .map(TransactionListing::transactionalId)
            .toList();
    if (ids.isEmpty()) {
      return List.of();
    }
    return admin
        .describeTransactions(ids, new DescribeTransactionsOptions().timeoutMs(TIMEOUT_MILLIS))
        .all()
        .get()
        .entrySet()
        .stream()
        .filter(e -> e.getValue().topicPartitions().stream().anyMatch(partitions::contains))
        .filter(e -> e.getValue().transactionStartTimeMs().isPresent())
        .map(e -> open(e.getKey(), e.getValue(), partitions))
        .sorted((a, b) -> Long.compare(a.startMillis(), b.startMillis()))
        .toList();
  }

  private static OpenTransaction open(
      String id, TransactionDescription transaction, Set<TopicPartition> partitions) {
    return new OpenTransaction(
        id,
        transaction.producerId(),
        transaction.transactionStartTimeMs().getAsLong(),
        transaction.topicPartitions().stream()
            .filter(partitions::contains)
            .collect(Collectors.toUnmodifiableSet()));
  }
}
