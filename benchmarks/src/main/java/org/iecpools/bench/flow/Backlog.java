package org.iecpools.bench.flow;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.iecpools.kafka.Partitions;
import org.iecpools.stack.StackException;

/**
 * Determines whether consumer groups share their inputs among their members, and whether they have
 * committed all records of them. A partition ends with transaction markers that no commit passes,
 * so the rest is read to check that it has no records.
 */
final class Backlog implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** An input partition of a group. */
  private record Input(String group, TopicPartition partition) {}

  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Collection<String> groups;

  /** End offsets up to which only markers follow the commit. */
  private final Map<Input, Long> onlyMarkersBefore = new HashMap<>();

  /**
   * @param connection settings of Kafka clients
   */
  Backlog(Map<String, Object> connection, Collection<String> groups) {
    this.groups = groups;
    this.admin = Admin.create(connection);
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put("isolation.level", "read_committed");
    settings.put("fetch.max.wait.ms", 50);
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Whether nothing is left to commit. */
  boolean isEmpty() throws InterruptedException {
    try {
      Map<String, Map<TopicPartition, OffsetAndMetadata>> committed =
          admin
              .listConsumerGroupOffsets(
                  groups.stream()
                      .collect(
                          Collectors.toMap(
                              group -> group, _ -> new ListConsumerGroupOffsetsSpec())))
              .all()
              .get();
      Map<TopicPartition, Long> ends =
          Partitions.ends(
              admin,
              committed.values().stream()
                  .flatMap(offsets -> offsets.keySet().stream())
                  .collect(Collectors.toSet()));
      for (var group : committed.entrySet()) {
        for (var offset : group.getValue().entrySet()) {
          if (offset.getValue() != null
              && !isPassed(
                  new Input(group.getKey(), offset.getKey()),
                  offset.getValue().offset(),
                  requireNonNull(ends.get(offset.getKey()), "was requested"))) {
            return false;
          }
        }
      }
      return true;
    } catch (ExecutionException e) {
      throw new StackException("a request to the broker failed: " + e.getCause(), e);
    }
  }

  /** The number of members with partitions, in the group that has the fewest of them. */
  long fewestMembersWithPartitions() throws InterruptedException {
    try {
      return admin.describeConsumerGroups(groups).all().get().values().stream()
          .mapToLong(
              group ->
                  group.members().stream()
                      .filter(member -> !member.assignment().topicPartitions().isEmpty())
                      .count())
          .min()
          .orElse(0);
    } catch (ExecutionException e) {
      throw new StackException("a request to the broker failed: " + e.getCause(), e);
    }
  }

  private boolean isPassed(Input input, long committed, long end) {
    if (committed >= end || onlyMarkersBefore.getOrDefault(input, 0L) >= end) {
      return true;
    }
    TopicPartition partition = input.partition();
    consumer.assign(List.of(partition));
    consumer.seek(partition, committed);
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (consumer.position(partition) < end) {
      // An open transaction also ends the wait: its records are still to come.
      if (!consumer.poll(Duration.ofMillis(100)).isEmpty() || System.nanoTime() > deadline) {
        return false;
      }
    }
    onlyMarkersBefore.put(input, end);
    return true;
  }

  @Override
  public void close() {
    consumer.close();
    admin.close();
  }
}
