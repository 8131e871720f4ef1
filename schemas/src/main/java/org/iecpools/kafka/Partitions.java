package org.iecpools.kafka;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** The partitions of topics and where they end, as the broker reports them. */
public final class Partitions {

  private Partitions() {}

  /**
   * All partitions of topics.
   *
   * @throws ExecutionException if the broker answers with an error, such as for a missing topic
   */
  public static List<TopicPartition> of(Admin admin, Collection<String> topics)
      throws ExecutionException, InterruptedException {
    return admin.describeTopics(topics).allTopicNames().get().values().stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(info -> new TopicPartition(topic.name(), info.partition())))
        .toList();
  }

  /**
   * End offsets by partition, including records of open transactions. For a consumer of committed
   * records the log seems to end at the first open transaction, such as one that a killed instance
   * has left, although later records exist.
   *
   * @param partitions different ones
   * @throws ExecutionException if the broker answers with an error
   */
  public static Map<TopicPartition, Long> ends(Admin admin, Collection<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    return ends(admin, partitions, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED));
  }

  /**
   * End offsets by partition, as seen by a consumer with the isolation level of the options.
   *
   * @param partitions different ones
   * @throws ExecutionException if the broker answers with an error
   */
  public static Map<TopicPartition, Long> ends(
      Admin admin, Collection<TopicPartition> partitions, ListOffsetsOptions options)
      throws ExecutionException, InterruptedException {
    return admin
        .listOffsets(
            partitions.stream()
                .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.latest())),
            options)
        .all()
        .get()
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
  }
}
