package org.iecpools.stats.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.junit.jupiter.api.Test;

/** Simulates a group whose members join and leave, and checks the partitions of each member. */
class SamePartitionAssignorTest {

  private static final Node BROKER = new Node(1, "localhost", 9092);

  /** The last assignment of each member, which it asks to keep. */
  private final Map<String, List<TopicPartition>> members = new LinkedHashMap<>();

  private final SamePartitionAssignor assignor = new SamePartitionAssignor();
  private int generation;

  @Test
  void aSingleInstanceOwnsAllPartitions() {
    join("a");

    assertThat(members.get("a"))
        .hasSize(SumsLoop.SOURCES.size() * Topics.PARTITIONS)
        .doesNotHaveDuplicates();
  }

  @Test
  void aJoiningInstanceGetsItsShareOfEachTopic() {
    join("a");
    join("b");

    assertThat(numbers("a")).hasSize(2);
    assertThat(numbers("b")).hasSize(2);

    join("c");
    join("d");

    members.keySet().forEach(member -> assertThat(numbers(member)).hasSize(1));
  }

  @Test
  void aSurvivingInstanceKeepsItsPartitionsWhenAnotherIsKilled() {
    join("a");
    join("b");
    Set<Integer> before = numbers("a");

    members.remove("b");
    rebalance();
    assertThat(numbers("a")).hasSize(Topics.PARTITIONS);

    join("c");
    assertThat(before).containsAnyElementsOf(numbers("a"));
    assertThat(numbers("a")).hasSize(2);
  }

  @Test
  void moreInstancesThanPartitionsLeaveSomeWithoutWork() {
    for (int i = 0; i <= Topics.PARTITIONS; i++) {
      join("member " + i);
    }

    assertThat(members.values()).filteredOn(List::isEmpty).hasSize(1);
  }

  private void join(String member) {
    members.put(member, List.of());
    rebalance();
  }

  /**
   * Runs two rebalances: a cooperative group first revokes the partitions that move and then
   * assigns them.
   */
  private void rebalance() {
    for (int time = 0; time < 2; time++) {
      Map<String, Subscription> subscriptions = new HashMap<>();
      members.forEach(
          (member, owned) ->
              subscriptions.put(
                  member,
                  new Subscription(
                      SumsLoop.SOURCES.stream().map(Topic::name).toList(),
                      assignor.subscriptionUserData(Set.of()),
                      owned,
                      generation,
                      Optional.empty())));
      Map<String, Assignment> assigned =
          assignor.assign(cluster(), new GroupSubscription(subscriptions)).groupAssignment();
      generation++;
      assigned.forEach((member, its) -> members.put(member, List.copyOf(its.partitions())));
    }
    List<TopicPartition> all = new ArrayList<>();
    members.values().forEach(all::addAll);
    assertThat(all)
        .as("each partition has one owner")
        .doesNotHaveDuplicates()
        .hasSize(SumsLoop.SOURCES.size() * Topics.PARTITIONS);
  }

  /** The partition numbers of a member, which must be the same in all topics. */
  private Set<Integer> numbers(String member) {
    Map<String, Set<Integer>> byTopic =
        members.get(member).stream()
            .collect(
                Collectors.groupingBy(
                    TopicPartition::topic,
                    Collectors.mapping(TopicPartition::partition, Collectors.toSet())));
    assertThat(byTopic).hasSize(SumsLoop.SOURCES.size());
    assertThat(new HashSet<>(byTopic.values())).hasSize(1);
    return byTopic.values().iterator().next();
  }

  private static Cluster cluster() {
    Node[] nodes = {BROKER};
    List<PartitionInfo> partitions = new ArrayList<>();
    for (Topic<?> topic : SumsLoop.SOURCES) {
      for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
        partitions.add(new PartitionInfo(topic.name(), partition, BROKER, nodes, nodes));
      }
    }
    return new Cluster("test", List.of(BROKER), partitions, Set.of(), Set.of());
  }
}
