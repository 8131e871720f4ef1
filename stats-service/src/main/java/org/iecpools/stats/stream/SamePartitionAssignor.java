package org.iecpools.stats.stream;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Cooperative-sticky assignment by partition number: a member is assigned the partitions of the
 * same number in all topics, as in the services that use Kafka Streams. The assignor that it
 * extends balances partitions without regard to their topic, so one instance might own all
 * partitions of {@code iec.pools}, which has the most records, and another none.
 *
 * <p>It keeps the name of its parent, so that instances with either assignor can be in one group;
 * the group leader's assignor decides.
 */
public final class SamePartitionAssignor extends CooperativeStickyAssignor {

  @Override
  public Map<String, List<TopicPartition>> assignPartitions(
      Map<String, List<PartitionInfo>> partitionsOf, Map<String, Subscription> subscriptions) {
    if (partitionsOf.isEmpty()) {
      return super.assignPartitions(partitionsOf, subscriptions);
    }
    // Assign the topic with the most partitions; the others follow it.
    Map.Entry<String, List<PartitionInfo>> first =
        partitionsOf.entrySet().stream()
            .max(Comparator.comparingInt(topic -> topic.getValue().size()))
            .orElseThrow();
    Map<String, Subscription> toFirst = new HashMap<>();
    subscriptions.forEach((member, all) -> toFirst.put(member, only(first.getKey(), all)));
    Map<String, List<TopicPartition>> assigned = new HashMap<>();
    super.assignPartitions(Map.of(first.getKey(), first.getValue()), toFirst)
        .forEach((member, numbers) -> assigned.put(member, inAllTopics(numbers, partitionsOf)));
    return assigned;
  }

  private static Subscription only(String topic, Subscription all) {
    return new Subscription(
        List.of(topic),
        all.userData(),
        all.ownedPartitions().stream()
            .filter(partition -> partition.topic().equals(topic))
            .toList(),
        all.generationId().orElse(DEFAULT_GENERATION),
        all.rackId());
  }

  private static List<TopicPartition> inAllTopics(
      List<TopicPartition> numbers, Map<String, List<PartitionInfo>> partitionsOf) {
    return numbers.stream()
        .flatMap(
            number ->
                partitionsOf.entrySet().stream()
                    .filter(topic -> number.partition() < topic.getValue().size())
                    .map(topic -> new TopicPartition(topic.getKey(), number.partition())))
        .collect(Collectors.toList()); // a mutable list, because the caller may change it
  }
}
