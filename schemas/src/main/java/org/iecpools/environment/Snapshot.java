package org.iecpools.environment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.iecpools.environment.Environment.TopicState;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.jspecify.annotations.Nullable;

/**
 * The current state of this system's topics in Kafka.
 *
 * @param clusterId of the cluster that answers
 * @param topics existing topics by name, with the settings of {@link Topic#settings} and the first
 *     offsets above 0
 */
public record Snapshot(String clusterId, Map<String, TopicState> topics) {

  private static final Map<String, Topic<?>> KNOWN =
      Topics.ALL.stream().collect(Collectors.toMap(Topic::name, topic -> topic));

  /** A topic of this system by name; null if unknown. */
  static @Nullable Topic<?> topicOrNull(String name) {
    return KNOWN.get(name);
  }

  private static Topic<?> topic(String name) {
    return Objects.requireNonNull(topicOrNull(name), name);
  }

  /**
   * Reads the current state from the broker.
   *
   * @throws ExecutionException if the broker does not answer
   */
  public static Snapshot of(Admin admin) throws ExecutionException, InterruptedException {
    String cluster = admin.describeCluster().clusterId().get();
    Set<String> names = new HashSet<>(admin.listTopics().names().get());
    names.retainAll(KNOWN.keySet());
    Map<String, TopicDescription> found = existing(admin, names);
    Map<String, Map<String, String>> settings = settings(admin, found.keySet());
    Map<String, Map<Integer, Long>> first = firstOffsets(admin, found);
    Map<String, TopicState> topics = new TreeMap<>();
    found.forEach(
        (name, topic) ->
            topics.put(
                name,
                new TopicState(
                    topic.topicId().toString(),
                    topic.partitions().size(),
                    settings.getOrDefault(name, Map.of()),
                    first.getOrDefault(name, Map.of()))));
    return new Snapshot(cluster, topics);
  }

  /**
   * The number of offsets that have been used on all topics of this system except the clock, the
   * environment and the changes, which begin with the start values of a stack without data; 0 if
   * the stack has no data yet.
   *
   * @throws ExecutionException if the broker does not answer
   */
  public static long data(Admin admin) throws ExecutionException, InterruptedException {
    Set<String> names = new HashSet<>(admin.listTopics().names().get());
    names.retainAll(KNOWN.keySet());
    names.removeAll(Set.of(Topics.CLOCK.name(), Topics.ENVIRONMENT.name(), Topics.CHANGES.name()));
    return ends(admin, names);
  }

  /**
   * The sum of the end offsets of topics; missing topics count as 0.
   *
   * @throws ExecutionException if the broker does not answer
   */
  public static long ends(Admin admin, Set<String> names)
      throws ExecutionException, InterruptedException {
    return offsets(admin, partitions(existing(admin, names)), OffsetSpec.latest()).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private static Map<String, TopicDescription> existing(Admin admin, Set<String> names)
      throws ExecutionException, InterruptedException {
    Map<String, TopicDescription> found = new HashMap<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> asked :
        admin.describeTopics(names).topicNameValues().entrySet()) {
      try {
        found.put(asked.getKey(), asked.getValue().get());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
    return found;
  }

  private static Map<String, Map<String, String>> settings(Admin admin, Set<String> names)
      throws ExecutionException, InterruptedException {
    Map<String, Map<String, String>> settings = new HashMap<>();
    for (Map.Entry<ConfigResource, KafkaFuture<Config>> asked :
        admin
            .describeConfigs(
                names.stream()
                    .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                    .toList())
            .values()
            .entrySet()) {
      String name = asked.getKey().name();
      try {
        Config config = asked.getValue().get();
        Map<String, String> values = new TreeMap<>();
        for (String key : topic(name).settings().keySet()) {
          if (config.get(key) != null) {
            values.put(key, config.get(key).value());
          }
        }
        settings.put(name, values);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
    return settings;
  }

  /**
   * First offsets above 0 of the topics that keep all records. Dead letters are exempt: they may be
   * purged, because nothing is counted from them.
   */
  private static Map<String, Map<Integer, Long>> firstOffsets(
      Admin admin, Map<String, TopicDescription> found)
      throws ExecutionException, InterruptedException {
    Map<String, TopicDescription> kept = new HashMap<>(found);
    kept.keySet()
        .removeIf(
            name ->
                topic(name).cleanup() != Topic.Cleanup.KEEP
                    || name.equals(Topics.DEAD_LETTERS.name()));
    Map<String, Map<Integer, Long>> first = new HashMap<>();
    offsets(admin, partitions(kept), OffsetSpec.earliest())
        .forEach(
            (partition, offset) -> {
              if (offset > 0) {
                first
                    .computeIfAbsent(partition.topic(), _ -> new TreeMap<>())
                    .put(partition.partition(), offset);
              }
            });
    return first;
  }

  private static List<TopicPartition> partitions(Map<String, TopicDescription> topics) {
    List<TopicPartition> partitions = new ArrayList<>();
    topics.forEach(
        (name, topic) ->
            topic
                .partitions()
                .forEach(info -> partitions.add(new TopicPartition(name, info.partition()))));
    return partitions;
  }

  private static Map<TopicPartition, Long> offsets(
      Admin admin, List<TopicPartition> partitions, OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    var asked = admin.listOffsets(partitions.stream().collect(Collectors.toMap(p -> p, _ -> spec)));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (TopicPartition partition : partitions) {
      try {
        offsets.put(partition, asked.partitionResult(partition).get().offset());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
    return offsets;
  }
}
