package org.iecpools.kit;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.iecpools.environment.Environment;
import org.iecpools.environment.EnvironmentTopic;
import org.iecpools.environment.Snapshot;
import org.iecpools.kafka.NewTopics;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.LocalBroker;
import org.testcontainers.kafka.KafkaContainer;

/**
 * A broker for one test class: in this process, or in a container if {@link Containers#wanted}.
 *
 * @param bootstrapServers its address
 * @param end stops it and deletes its data
 */
public record TestBroker(String bootstrapServers, Runnable end) implements AutoCloseable {

  /** Number of partitions of every topic except the clock. */
  public static final int PARTITIONS = Topics.PARTITIONS;

  /** A started broker without topics. */
  public static TestBroker start() {
    if (Containers.wanted()) {
      KafkaContainer container = Containers.broker();
      container.start();
      return new TestBroker("127.0.0.1:" + Containers.port(container), container::stop);
    }
    LocalBroker inThisProcess = LocalBroker.start();
    return new TestBroker(inThisProcess.bootstrapServers(), inThisProcess::close);
  }

  /**
   * A started broker with topics as created by set-up. Records the environment if its topic is
   * among them, with simulated time if the clock is.
   */
  public static TestBroker withTopics(Stream<Topic<?>> topics) {
    TestBroker broker = start();
    List<Topic<?>> all = topics.toList();
    try (Admin admin = broker.admin()) {
      NewTopics.create(
          admin,
          all.stream()
              .map(
                  topic ->
                      new NewTopic(topic.name(), partitions(topic), (short) 1)
                          .configs(topic.settings()))
              .toList());
      if (all.contains(Topics.ENVIRONMENT)) {
        broker.record(
            all.contains(Topics.CLOCK) ? Environment.Time.SIMULATED : Environment.Time.REAL);
      }
      return broker;
    } catch (InterruptedException | ExecutionException e) {
      broker.close();
      throw new IllegalStateException(e);
    }
  }

  /** Records the current environment as the first set-up of a new installation would. */
  public void record(Environment.Time time) throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      Snapshot now = Snapshot.of(admin);
      EnvironmentTopic.write(
          Map.of("bootstrap.servers", bootstrapServers),
          new Environment(UUID.randomUUID(), 1, now.clusterId(), time, now.topics(), Map.of()));
    }
  }

  private static int partitions(Topic<?> topic) {
    return Topics.partitions(topic, PARTITIONS);
  }

  /** A new admin client; the caller closes it. */
  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  @Override
  public void close() {
    end.run();
  }
}
