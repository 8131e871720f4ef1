package org.iecpools.kit;

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
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How far a consumer group is behind, as the broker knows it. The committed offset of a partition
 * that is read to its end may lie before the end, because transactions leave markers there that no
 * commit passes; so a partition that does not move is read to see whether there are records.
 */
final class Backlog {

  /** For each request to the broker. */
  private static final int TIMEOUT_MILLIS = 5_000;

  private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  /** Our own transactions are committed ten times a second. */
  private static final Duration OPEN_FOR_LONG = Duration.ofSeconds(5);

  private final Admin admin;
  private final Map<String, Object> consumerSettings;
  private final Map<TopicPartition, Long> before = new HashMap<>();
  private final Map<TopicPartition, Integer> unmoved = new HashMap<>();
  private final Map<TopicPartition, Long> onlyMarkersBefore = new HashMap<>();

  /**
   * @param consumerSettings of a consumer without a group that reads committed records
   */
  Backlog(Admin admin, Map<String, Object> consumerSettings) {
    this.admin = admin;
    this.consumerSettings = consumerSettings;
  }

  /**
   * What the broker says.
   *
   * @param committed offset of the next record; absent where nothing is committed
   * @param lag records and markers up to what can be read
   * @param unread partitions with a record that can be read and is not committed
   * @param blocked partitions with records behind an open transaction
   */
  record State(
      Map<TopicPartition, Long> committed,
      Map<TopicPartition, Long> lag,
      Set<TopicPartition> unread,
      Set<TopicPartition> blocked) {}

  /**
   * A transaction that has been open for long.
   *
   * @param id the producer's {@code transactional.id}
   * @param startMillis since 1970, by the broker's clock
   * @param partitions of those that were asked for
   */
  record OpenTransaction(
      String id, long producerId, long startMillis, Set<TopicPartition> partitions) {}

  /**
   * Looks at these partitions.
   *
   * @throws ExecutionException when the broker answers with an error, or not in time
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
      long end = readable.get(partition);
      lag.put(partition, Math.max(0, end - from));
      Long last = before.put(partition, from);
      boolean moves = last == null || last != from;
      unmoved.merge(partition, 1, (count, one) -> moves ? 0 : count + one);
      if (from < end && onlyMarkersBefore.getOrDefault(partition, 0L) < end) {
        behind.add(partition);
        if (unmoved.get(partition) >= 3) {
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
            .filter(partition -> readable.get(partition) < ends.get(partition))
            .collect(Collectors.toUnmodifiableSet());
    return new State(committed, lag, behind, blocked);
  }

  /** Where the records end that a reader of committed ones can read. */
  Map<TopicPartition, Long> readableEnds(Set<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    return ends(partitions, IsolationLevel.READ_COMMITTED);
  }

  private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions, IsolationLevel level)
      throws ExecutionException, InterruptedException {
    return admin
        .listOffsets(
            partitions.stream().collect(Collectors.toMap(p -> p, _ -> OffsetSpec.latest())),
            new ListOffsetsOptions(level).timeoutMs(TIMEOUT_MILLIS))
        .all()
        .get()
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
  }

  /** Those in which a record can be read; not those about which the broker did not say in time. */
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
          if (consumer.position(partition) >= ends.get(partition)) {
            onlyMarkersBefore.put(partition, ends.get(partition));
            open.remove(partition);
          }
        }
        consumer.pause(found);
      }
    } finally {
      // It has no group to leave, and the broker may be away.
      consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
    return found;
  }

  /**
   * Transactions that have been open for more than five seconds and hold back these partitions.
   *
   * @throws ExecutionException when the broker answers with an error, or does not let us ask
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
