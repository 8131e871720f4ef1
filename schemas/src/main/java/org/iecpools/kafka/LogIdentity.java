package org.iecpools.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;

/**
 * Identifies topics by cluster and topic id. Offsets of a topic that was created again, such as by
 * a restore, mean something else.
 */
public final class LogIdentity {

  private LogIdentity() {}

  /** The identity of topics, as a number. */
  public static long of(Admin kafka, List<Topic<?>> topics)
      throws ExecutionException, InterruptedException {
    List<String> names = topics.stream().map(Topic::name).toList();
    Map<String, TopicDescription> described = kafka.describeTopics(names).allTopicNames().get();
    StringBuilder ids = new StringBuilder(kafka.describeCluster().clusterId().get());
    for (String name : names) {
      TopicDescription topic =
          Objects.requireNonNull(described.get(name), "Kafka describes every topic requested");
      ids.append(' ').append(topic.topicId());
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(ids.toString().getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
