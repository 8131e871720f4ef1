package org.iecpools.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.utils.Utils;

/** Creates topics that can be written to immediately. */
public final class NewTopics {

  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final Duration RETRY = Duration.ofMillis(50);

  private NewTopics() {}

  /**
   * Creates topics and waits until the leader of each partition answers.
   *
   * <p>A broker reports itself as leader of a new partition shortly before it serves it. If an
   * idempotent producer starts in between, its first batch may be refused and its second one
   * accepted; it then retries the first one until it gives up after two minutes (observed with
   * clients and broker 4.2).
   *
   * @throws ExecutionException if a topic cannot be created, or is not served within a minute
   */
  public static void create(Admin admin, List<NewTopic> topics)
      throws ExecutionException, InterruptedException {
    admin.createTopics(topics).all().get();
    List<String> names = topics.stream().map(NewTopic::name).toList();
    long giveUp = System.nanoTime() + TIMEOUT.toNanos();
    while (true) {
      try {
        Map<String, TopicDescription> found = admin.describeTopics(names).allTopicNames().get();
        admin
            .listOffsets(
                found.values().stream()
                    .flatMap(NewTopics::partitions)
                    .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest())))
            .all()
            .get();
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > giveUp) {
          throw e;
        }
        Utils.sleep(RETRY.toMillis());
      }
    }
  }

  private static Stream<TopicPartition> partitions(TopicDescription topic) {
    return IntStream.range(0, topic.partitions().size())
        .mapToObj(partition -> new TopicPartition(topic.name(), partition));
  }
}
