package org.iecpools.kafka;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
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
        // The leaders answer this request.
        Partitions.ends(admin, Partitions.of(admin, names));
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > giveUp) {
          throw e;
        }
        Utils.sleep(RETRY.toMillis());
      }
    }
  }
}
