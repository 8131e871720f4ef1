package org.iecpools.kit.barrier;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.iecpools.kafka.Partitions;
import org.iecpools.kit.clock.LogWatermark;
import org.jspecify.annotations.Nullable;

/**
 * Determines whether this service has processed and committed all of its inputs. Committed offsets
 * alone are not enough: the log ends with transaction markers that no commit passes, so the rest is
 * read to check that it contains only markers.
 */
public final class Drain implements AutoCloseable, LogWatermark.Logs {

  private static final Duration POLL = Duration.ofMillis(200);

  /** An input partition of a consumer group. */
  private record OfGroup(String group, TopicPartition partition) {}

  private final Work work;
  private final Supplier<List<Map<TopicPartition, Long>>> followed;
  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<OfGroup, Long> onlyMarkersBefore = new HashMap<>();
  private @Nullable Set<TopicPartition> inputs;

  /**
   * @param followed positions of each follower
   */
  public Drain(
      Work work,
      Supplier<List<Map<TopicPartition, Long>>> followed,
      Admin admin,
      Map<String, Object> consumerSettings) {
    this.work = work;
    this.followed = followed;
    this.admin = admin;
    Map<String, Object> settings = new HashMap<>(consumerSettings);
    // An empty fetch delays the first fetch of the next partitions until this timeout.
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * The inputs of this instance at a tick of the clock.
   *
   * @param owned inputs that are assigned to this instance
   * @param ends end offsets of everything that the service reads
   */
  record Inputs(long tick, Set<TopicPartition> owned, Map<TopicPartition, Long> ends) {

    /** Sum of the end offsets; equal sums mean that no record arrived in between. */
    long positions() {
      return ends.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** The current inputs; empty while the work is not running. */
  synchronized Optional<Inputs> inputs(long tick) throws InterruptedException, ExecutionException {
    return work.isRunning()
        ? Optional.of(new Inputs(tick, work.owned(), ends()))
        : Optional.empty();
  }

  /** Whether all records before the ends are processed and committed. */
  synchronized boolean isDrained(Inputs inputs) throws InterruptedException, ExecutionException {
    return followersDrained(inputs.ends()) && workDrained(inputs.ends());
  }

  /** End offsets of all inputs at some time; see {@link #hasPassed}. */
  public static final class Mark {
    private Map<TopicPartition, Long> ends;
    private boolean inputsPassed;

    private Mark(Map<TopicPartition, Long> ends) {
      this.ends = ends;
    }
  }

  /**
   * The current end offsets of everything that this service reads.
   *
   * @throws KafkaException if the broker does not answer
   */
  public synchronized Mark mark() {
    try {
      return new Mark(ends());
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw new KafkaException("cannot look up where topics end", e.getCause());
    }
  }

  /**
   * Whether all instances of the service together have processed all records before a mark, and
   * this instance's followers have read the results.
   *
   * @throws KafkaException if the broker does not answer
   */
  public synchronized boolean hasPassed(Mark mark) {
    try {
      if (!mark.inputsPassed) {
        mark.inputsPassed = workDrained(mark.ends);
        if (!mark.inputsPassed) {
          return false;
        }
        mark.ends = ends();
      }
      return followersDrained(mark.ends);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw new KafkaException("cannot look up how far the service is", e.getCause());
    }
  }

  @Override
  public synchronized Map<TopicPartition, Long> ends(List<String> topics) {
    try {
      return Partitions.ends(admin, Partitions.of(admin, topics));
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw new KafkaException("cannot look up where topics end", e.getCause());
    }
  }

  @Override
  public synchronized List<String> existing(List<String> topics) {
    try {
      Set<String> names = admin.listTopics().names().get();
      return topics.stream().filter(names::contains).toList();
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw new KafkaException("cannot look up which topics exist", e.getCause());
    }
  }

  @Override
  public synchronized boolean isProcessed(String group, Map<TopicPartition, Long> ends) {
    try {
      return drained(group, ends.keySet(), ends);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw new KafkaException("cannot look up how far " + group + " is", e.getCause());
    }
  }

  private static KafkaException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new KafkaException("interrupted", e);
  }

  private Set<TopicPartition> inputs() {
    Set<TopicPartition> known = inputs;
    if (known == null) {
      known = work.inputs();
      inputs = known;
    }
    return known;
  }

  /** End offsets of everything that this service reads, including open transactions. */
  private Map<TopicPartition, Long> ends() throws InterruptedException, ExecutionException {
    Set<TopicPartition> all = new HashSet<>(inputs());
    followed.get().forEach(positions -> all.addAll(positions.keySet()));
    return Partitions.ends(admin, all);
  }

  private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
    return Objects.requireNonNull(ends.get(partition), partition::toString);
  }

  private boolean followersDrained(Map<TopicPartition, Long> ends) {
    return followed.get().stream()
        .flatMap(positions -> positions.entrySet().stream())
        .allMatch(e -> e.getValue() >= end(ends, e.getKey()));
  }

  private boolean workDrained(Map<TopicPartition, Long> ends)
      throws InterruptedException, ExecutionException {
    return drained(work.group(), inputs(), ends);
  }

  private boolean drained(
      String group, Set<TopicPartition> partitions, Map<TopicPartition, Long> ends)
      throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    Map<TopicPartition, Long> unsure = new HashMap<>();
    for (TopicPartition input : partitions) {
      OffsetAndMetadata offset = committed.get(input);
      long from =
          Math.max(
              offset == null ? 0 : offset.offset(),
              onlyMarkersBefore.getOrDefault(new OfGroup(group, input), 0L));
      if (from < end(ends, input)) {
        unsure.put(input, from);
      }
    }
    return unsure.isEmpty() || onlyMarkers(group, unsure, ends);
  }

  private boolean onlyMarkers(
      String group, Map<TopicPartition, Long> from, Map<TopicPartition, Long> ends) {
    consumer.assign(from.keySet());
    from.forEach(consumer::seek);
    long giveUp = System.nanoTime() + Duration.ofSeconds(2).toNanos();
    while (System.nanoTime() < giveUp) {
      if (!consumer.poll(POLL).isEmpty()) {
        return false;
      }
      if (from.keySet().stream().allMatch(p -> consumer.position(p) >= end(ends, p))) {
        from.keySet().forEach(p -> onlyMarkersBefore.put(new OfGroup(group, p), end(ends, p)));
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
