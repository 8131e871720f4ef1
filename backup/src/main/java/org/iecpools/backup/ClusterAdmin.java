package org.iecpools.backup;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.iecpools.kafka.AccessDenied;
import org.iecpools.kafka.NewTopics;

/** What an export and an import ask of a Kafka cluster. */
final class ClusterAdmin implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final String bootstrapServers;
  private final Admin admin;

  /**
   * @throws AccessDenied if the broker expects another way of authentication
   */
  ClusterAdmin(Cluster cluster) {
    this.bootstrapServers = cluster.bootstrapServers();
    cluster.client().check(bootstrapServers);
    Map<String, Object> settings = cluster.client().kafka(bootstrapServers);
    settings.put("default.api.timeout.ms", (int) TIMEOUT.toMillis());
    settings.put("request.timeout.ms", (int) TIMEOUT.toMillis());
    this.admin = Admin.create(settings);
  }

  String clusterId() {
    return await(admin.describeCluster().clusterId());
  }

  /**
   * Makes sure that this user sees every topic: the list of topics leaves out those that a user may
   * not describe, and an export without the services' changelogs could not be continued.
   *
   * @throws BackupFailed if it is not an administrator
   */
  void requireAdministrator() {
    Set<AclOperation> allowed =
        await(
            admin
                .describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true))
                .authorizedOperations());
    if (allowed != null && !allowed.contains(AclOperation.ALTER)) {
      throw new BackupFailed(
          "Kafka at %s does not allow this user to see all topics: use set-up's file (docs/kafka-security.md)"
              .formatted(bootstrapServers));
    }
  }

  /** The existing topics of the system. */
  Set<String> topics() {
    return ExportedTopics.of(await(admin.listTopics().names()));
  }

  List<TopicPartition> partitions(Set<String> topics) {
    return await(admin.describeTopics(topics).allTopicNames()).values().stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(partition -> new TopicPartition(topic.name(), partition.partition())))
        .toList();
  }

  /** The settings of topics that differ from the broker's. */
  Map<String, Map<String, String>> settings(Set<String> topics) {
    Map<ConfigResource, Config> found =
        await(admin.describeConfigs(topics.stream().map(ClusterAdmin::resource).toList()).all());
    Map<String, Map<String, String>> settings = new TreeMap<>();
    found.forEach(
        (resource, config) ->
            settings.put(
                resource.name(),
                config.entries().stream()
                    .filter(e -> e.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                    .collect(
                        Collectors.toMap(
                            ConfigEntry::name, ConfigEntry::value, (a, _) -> a, TreeMap::new))));
    return settings;
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  Map<TopicPartition, Long> starts(Collection<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
  }

  /** The offset of the next record, by partition. */
  Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
  }

  private Map<TopicPartition, Long> offsets(
      Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    await(
            admin
                .listOffsets(
                    partitions.stream().collect(Collectors.toMap(p -> p, _ -> spec)),
                    new ListOffsetsOptions(isolation))
                .all())
        .forEach((partition, result) -> offsets.put(partition, result.offset()));
    return offsets;
  }

  /** The current positions, collected one after the other. */
  Cut cut(Collection<TopicPartition> partitions) {
    return new Cut(
        topics(),
        ends(partitions),
        offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED),
        positions());
  }

  /**
   * The positions on the system's topics that groups have committed, by group. A position that an
   * open transaction commits is waited for.
   */
  Map<String, Map<TopicPartition, OffsetAndMetadata>> positions() {
    Map<String, ListConsumerGroupOffsetsSpec> groups =
        await(admin.listGroups(ListGroupsOptions.forConsumerGroups()).all()).stream()
            .map(GroupListing::groupId)
            .distinct()
            .collect(Collectors.toMap(id -> id, _ -> new ListConsumerGroupOffsetsSpec()));
    Map<String, Map<TopicPartition, OffsetAndMetadata>> positions = new TreeMap<>();
    if (groups.isEmpty()) {
      return positions;
    }
    await(
            admin
                .listConsumerGroupOffsets(
                    groups, new ListConsumerGroupOffsetsOptions().requireStable(true))
                .all())
        .forEach(
            (group, committed) -> {
              Map<TopicPartition, OffsetAndMetadata> some = new HashMap<>();
              committed.forEach(
                  (partition, position) -> {
                    if (position != null && ExportedTopics.contains(partition.topic())) {
                      some.put(partition, position);
                    }
                  });
              if (!some.isEmpty()) {
                positions.put(group, some);
              }
            });
    return positions;
  }

  /** Creates topics and waits until they can be written to. */
  void create(List<NewTopic> topics) {
    try {
      NewTopics.create(admin, topics);
    } catch (ExecutionException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * Sets settings of topics, and removes others.
   *
   * @param settings by topic
   * @param removed names of settings to remove from every topic unless they are set
   */
  void set(Map<String, Map<String, String>> settings, Set<String> removed) {
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    settings.forEach(
        (topic, values) -> {
          Map<String, AlterConfigOp> ops = new TreeMap<>();
          removed.forEach(
              name ->
                  ops.put(
                      name,
                      new AlterConfigOp(new ConfigEntry(name, null), AlterConfigOp.OpType.DELETE)));
          values.forEach(
              (name, value) ->
                  ops.put(
                      name,
                      new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
          changes.put(resource(topic), ops.values());
        });
    await(admin.incrementalAlterConfigs(changes).all());
  }

  void set(String group, Map<TopicPartition, OffsetAndMetadata> positions) {
    await(admin.alterConsumerGroupOffsets(group, positions).all());
  }

  /** Deletes the records before an offset, by partition. */
  void deleteBefore(Map<TopicPartition, Long> offsets) {
    if (!offsets.isEmpty()) {
      await(
          admin
              .deleteRecords(
                  offsets.entrySet().stream()
                      .collect(
                          Collectors.toMap(
                              Map.Entry::getKey, e -> RecordsToDelete.beforeOffset(e.getValue()))))
              .all());
    }
  }

  private <T> T await(KafkaFuture<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private RuntimeException failure(ExecutionException e) {
    return failure(e, bootstrapServers);
  }

  /** Explains why Kafka did not do something. */
  static RuntimeException failure(Exception e, String bootstrapServers) {
    Optional<AccessDenied> denied = AccessDenied.in(e, bootstrapServers);
    if (denied.isPresent()) {
      return denied.get();
    }
    Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
    return new BackupFailed(
        "Kafka at %s: %s".formatted(bootstrapServers, cause.getMessage()), cause);
  }

  static BackupFailed interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new BackupFailed("interrupted", e);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
