package org.iecpools.kit.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.iecpools.kafka.Topic;
import org.iecpools.kit.trace.Traces;
import org.springframework.context.SmartLifecycle;

/**
 * Starts {@link TopicFollower}s and includes them in readiness and in the simulation's barrier.
 * They read in parallel while the application context is created; tasks and the HTTP server start
 * when all of them have read what was on their topics.
 */
public final class Followers implements SmartLifecycle, AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final RecordValidator validator;
  private final Admin admin;
  private final Map<String, Object> consumerSettings;
  private final Traces traces;
  private final List<TopicFollower<?>> followers = new CopyOnWriteArrayList<>();
  private volatile boolean caughtUp;

  /**
   * @param traces makes a span of the processing of each record
   */
  public Followers(
      RecordValidator validator, Admin admin, Map<String, Object> consumerSettings, Traces traces) {
    this.traces = traces;
    this.validator = validator;
    this.admin = admin;
    this.consumerSettings = consumerSettings;
  }

  /**
   * Passes every record of a topic to the reader, on one thread, from the first record on. All
   * records that exist at startup have been passed on when the service's tasks start.
   *
   * @param reader must tolerate repeated records
   */
  public <E> TopicFollower<E> follow(Topic<E> topic, Consumer<E> reader) {
    return followAttributed(topic, (event, _) -> reader.accept(event));
  }

  /**
   * The same, for a reader that also needs to know who ordered each record, and why.
   *
   * @param reader must tolerate repeated records
   */
  public <E> TopicFollower<E> followAttributed(Topic<E> topic, BiConsumer<E, Attribution> reader) {
    return followRecords(
        topic, (event, record) -> reader.accept(event, Attribution.of(record.headers())));
  }

  /**
   * The same, for a reader that also needs to know where each record is.
   *
   * @param reader must tolerate repeated records
   */
  public <E> TopicFollower<E> followRecords(
      Topic<E> topic, BiConsumer<E, ConsumerRecord<byte[], byte[]>> reader) {
    TopicFollower<E> follower =
        new TopicFollower<>(topic, validator, admin, consumerSettings, traces, reader);
    followers.add(follower);
    return follower;
  }

  /**
   * State read from followed topics, at known positions.
   *
   * @param topics determines the order of positions; all of them must already be followed
   * @throws IllegalStateException if a topic is not followed
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
   * Waits until all followers have caught up.
   *
   * @throws IllegalStateException if a topic cannot be read within two minutes
   */
  @Override
  public void start() {
    try {
      for (TopicFollower<?> follower : followers) {
        if (!follower.awaitCaughtUp(TIMEOUT)) {
          throw new IllegalStateException(
              "could not read %s within %s".formatted(follower.topic().name(), TIMEOUT));
        }
      }
      caughtUp = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading topics", e);
    }
  }

  /**
   * The followers keep reading until {@link #close}, because components that stop before may still
   * use them.
   */
  @Override
  public void stop() {
    caughtUp = false;
  }

  @Override
  public boolean isRunning() {
    return caughtUp;
  }

  /** Starts after the environment was checked and before the service's work. */
  @Override
  public int getPhase() {
    return Integer.MIN_VALUE + 1;
  }

  public List<TopicFollower<?>> all() {
    return followers;
  }

  @Override
  public void close() {
    followers.forEach(TopicFollower::close);
  }
}
