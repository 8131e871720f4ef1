package org.iecpools.kit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.iecpools.events.Topic;
import org.springframework.context.SmartLifecycle;

/**
 * Starts {@link TopicFollower}s and answers for them in readiness and in the simulation's barrier.
 * They read side by side while the service is put together; its tasks and its HTTP face start when
 * all of them have read what stood there.
 */
public final class Followers implements SmartLifecycle, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Gate gate;
  private final Admin admin;
  private final Map<String, Object> consumerSettings;
  private final List<TopicFollower<?>> followers = new CopyOnWriteArrayList<>();
  private volatile boolean caughtUp;

  Followers(Gate gate, Admin admin, Map<String, Object> consumerSettings) {
    this.gate = gate;
    this.admin = admin;
    this.consumerSettings = consumerSettings;
  }

  /**
   * Hands every record of the topic to the reader, on one thread, from the first one on. All that
   * stood there has been handed on when the service's tasks start.
   *
   * @param reader must not mind to see a record again
   */
  public <E> TopicFollower<E> follow(Topic<E> topic, Consumer<E> reader) {
    TopicFollower<E> follower = new TopicFollower<>(topic, gate, admin, consumerSettings, reader);
    followers.add(follower);
    return follower;
  }

  /**
   * What followed topics have been read into, at known positions.
   *
   * @param topics in the order in which positions are given; all of them are followed already
   */
  public FollowedState state(List<Topic<?>> topics) {
    return new FollowedState(topics.stream().map(topic -> follower(topic).applied()).toList());
  }

  private TopicFollower<?> follower(Topic<?> topic) {
    return followers.stream()
        .filter(follower -> follower.topic().equals(topic))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(topic.name() + " is not followed"));
  }

  /**
   * Waits for all of them.
   *
   * @throws IllegalStateException when a topic cannot be read within two minutes
   */
  @Override
  public void start() {
    try {
      for (TopicFollower<?> follower : followers) {
        if (!follower.awaitCaughtUp(PATIENCE)) {
          throw new IllegalStateException(
              "could not read %s within %s".formatted(follower.topic().name(), PATIENCE));
        }
      }
      caughtUp = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading topics", e);
    }
  }

  /** Goes on until {@link #close}: whoever stops before may still ask. */
  @Override
  public void stop() {
    caughtUp = false;
  }

  @Override
  public boolean isRunning() {
    return caughtUp;
  }

  /** Before the work starts, and after the environment was checked. */
  @Override
  public int getPhase() {
    return Integer.MIN_VALUE + 1;
  }

  List<TopicFollower<?>> all() {
    return followers;
  }

  @Override
  public void close() {
    followers.forEach(TopicFollower::close);
  }
}
