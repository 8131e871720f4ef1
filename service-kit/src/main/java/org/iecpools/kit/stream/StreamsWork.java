package org.iecpools.kit.stream;

import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.processor.TaskId;
import org.iecpools.kafka.Partitions;
import org.iecpools.kit.barrier.ClockEndpoint;
import org.iecpools.kit.barrier.Work;
import org.iecpools.kit.clock.ClockProgress;
import org.iecpools.kit.web.Peers;
import org.iecpools.kit.web.Unavailable;
import org.iecpools.management.ManagementPort;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;

/** The work of a Kafka Streams topology. */
final class StreamsWork implements Work {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final StreamsBuilderFactoryBean streams;
  private final ClockProgress progress;
  private final Peers peers;
  private final Admin admin;
  private final Restored restored;

  StreamsWork(
      StreamsBuilderFactoryBean streams,
      ClockProgress progress,
      Peers peers,
      Admin admin,
      Restored restored) {
    this.streams = streams;
    this.progress = progress;
    this.peers = peers;
    this.admin = admin;
    this.restored = restored;
  }

  @Override
  public boolean isRunning() {
    KafkaStreams running = streams.getKafkaStreams();
    return running != null && running.state() == KafkaStreams.State.RUNNING;
  }

  @Override
  public String group() {
    return Objects.requireNonNull(streams.getStreamsConfiguration()).getProperty("application.id");
  }

  @Override
  public Set<TopicPartition> inputs() {
    try {
      Set<String> existing = admin.listTopics().names().get();
      Set<String> topics =
          streams.getTopology().describe().subtopologies().stream()
              .flatMap(s -> s.nodes().stream())
              .filter(TopologyDescription.Source.class::isInstance)
              .map(n -> ((TopologyDescription.Source) n).topicSet())
              .flatMap(Collection::stream)
              // The description names repartition topics without the application id.
              .map(t -> existing.contains(t) ? t : group() + "-" + t)
              .collect(Collectors.toSet());
      return Set.copyOf(Partitions.of(admin, topics));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    } catch (ExecutionException e) {
      throw new KafkaException("the topology's topics cannot be looked up", e.getCause());
    }
  }

  @Override
  public Set<TopicPartition> owned() {
    return activeTasks()
        .flatMap(task -> task.topicPartitions().stream())
        .collect(Collectors.toSet());
  }

  @Override
  public long restored() {
    return restored.records();
  }

  /** Failed threads are replaced; if that fails too, Kafka Streams ends in state ERROR. */
  @Override
  public Optional<String> failure() {
    return Optional.ofNullable(streams.getKafkaStreams())
        .filter(running -> running.state() == KafkaStreams.State.ERROR)
        .map(_ -> "Kafka Streams has failed for good");
  }

  @Override
  public boolean hasReached(long tick) {
    return progress.isIdle(tasks(), tick);
  }

  /**
   * Whether every task, at a check of the clock after its inputs were found drained, has nothing to
   * do at this tick, and has since committed everything that it wrote before. Waits up to two
   * seconds.
   */
  @Override
  public boolean restsAt(long tick) {
    try (ClockProgress.Wait wait = progress.await()) {
      return Commits.await(TIMEOUT, () -> wait.isCommitted(tasks(), tick)) && hasReached(tick);
    }
  }

  @Override
  public boolean othersRestAt(long tick) {
    try {
      return peers.others().stream()
          .map(ManagementPort::of)
          .map(peer -> peers.ask(peer, "/actuator/clock?alone=true", ClockEndpoint.Report.class))
          .allMatch(there -> there.drained() && there.tick() == tick);
    } catch (Unavailable e) {
      return false;
    }
  }

  /** The tasks that are currently assigned to this instance. */
  private Set<TaskId> tasks() {
    return activeTasks().map(TaskMetadata::taskId).collect(Collectors.toSet());
  }

  private Stream<TaskMetadata> activeTasks() {
    return Stream.ofNullable(streams.getKafkaStreams())
        .flatMap(running -> running.metadataForLocalThreads().stream())
        .flatMap(thread -> thread.activeTasks().stream());
  }
}
