package org.iecpools.kit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.iecpools.events.EventCodec;
import org.iecpools.events.Topic;

/**
 * Starts {@link TopicFollower}s and answers for them in readiness and in the simulation's barrier.
 */
public final class Followers implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final EventCodec codec;
  private final ServiceClock clock;
  private final Admin admin;
  private final Map<String, Object> consumerSettings;
  private final List<TopicFollower<?>> followers = new CopyOnWriteArrayList<>();

  Followers(
      EventCodec codec, ServiceClock clock, Admin admin, Map<String, Object> consumerSettings) {
    this.codec = codec;
    this.clock = clock;
    this.admin = admin;
    this.consumerSettings = consumerSettings;
  }

  /**
   * Hands every record of the topic to the reader, on one thread, from the first one on; returns
   * when it has handed on all that stood there.
   *
   * @param reader must not mind to see a record again
   * @throws IllegalStateException when the topic cannot be read within two minutes
   */
  public <E> TopicFollower<E> follow(Topic<E> topic, Consumer<E> reader) {
    TopicFollower<E> follower =
        new TopicFollower<>(topic, codec, clock, admin, consumerSettings, reader);
    followers.add(follower);
    try {
      if (!follower.awaitCaughtUp(PATIENCE)) {
        throw new IllegalStateException("could not read " + topic.name() + " within " + PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading " + topic.name(), e);
    }
    return follower;
  }

  List<TopicFollower<?>> all() {
    return followers;
  }

  @Override
  public void close() {
    followers.forEach(TopicFollower::close);
  }
}
