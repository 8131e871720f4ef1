package org.iecpools.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.iecpools.bench.contenders.Inputs;
import org.iecpools.kafka.NewTopics;
import org.iecpools.kafka.Partitions;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.StackException;

/** The benchmark's administrative requests to the broker. */
final class BrokerAdmin implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Admin admin;

  BrokerAdmin(String bootstrapServers) {
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  /** Number of records on the input topics. */
  long events() {
    return request(
        () ->
            Partitions.ends(admin, Partitions.of(admin, Inputs.TOPICS)).values().stream()
                .mapToLong(Long::longValue)
                .sum());
  }

  /** Number of these records that the group has committed. */
  long committed(String group) {
    return request(
        () -> {
          try {
            return admin
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .entrySet()
                .stream()
                .filter(e -> e.getValue() != null && Inputs.TOPICS.contains(e.getKey().topic()))
                .mapToLong(e -> e.getValue().offset())
                .sum();
          } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
              return 0L;
            }
            throw e;
          }
        });
  }

  /**
   * Deletes the group, its offsets and internal topics, and recreates its output topic.
   *
   * @param output the topic that the group writes to
   */
  void reset(String group, String output) {
    Instant deadline = Instant.now().plus(TIMEOUT);
    while (!deleted(group)) {
      // A killed member stays in the group until its session times out.
      pause(deadline, "group %s still has members".formatted(group));
    }
    request(
        () -> {
          List<String> topics =
              admin.listTopics().names().get().stream()
                  .filter(name -> name.startsWith(group + "-") || name.equals(output))
                  .toList();
          admin.deleteTopics(topics).all().get();
          return topics;
        });
    Map<String, String> settings =
        Topics.ALL.stream()
            .filter(topic -> topic.name().equals(output))
            .findFirst()
            .map(topic -> topic.settings())
            .orElse(Map.of());
    NewTopic topic = new NewTopic(output, Topics.PARTITIONS, (short) -1).configs(settings);
    while (!created(topic)) {
      pause(deadline, "topic %s is still being deleted".formatted(output));
    }
  }

  private boolean deleted(String group) {
    return request(
        () -> {
          try {
            admin.deleteConsumerGroups(Set.of(group)).all().get();
            return true;
          } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
              return true;
            }
            if (e.getCause() instanceof GroupNotEmptyException) {
              return false;
            }
            throw e;
          }
        });
  }

  private boolean created(NewTopic topic) {
    return request(
        () -> {
          try {
            NewTopics.create(admin, List.of(topic));
            return true;
          } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
              return false;
            }
            throw e;
          }
        });
  }

  private static void pause(Instant deadline, String reason) {
    if (Instant.now().isAfter(deadline)) {
      throw new StackException("timed out after %d s: %s".formatted(TIMEOUT.toSeconds(), reason));
    }
    try {
      TimeUnit.MILLISECONDS.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while waiting: " + reason, e);
    }
  }

  private static <T> T request(Callable<T> request) {
    try {
      return request.call();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while waiting for the broker", e);
    } catch (Exception e) {
      Throwable reason = e instanceof ExecutionException ? e.getCause() : e;
      throw new StackException("a request to the broker failed: " + reason, e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
