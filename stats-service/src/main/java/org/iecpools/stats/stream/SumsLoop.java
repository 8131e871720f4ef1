package org.iecpools.stats.stream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.iecpools.events.Event;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.stream.RecordValidator;
import org.iecpools.stats.domain.DoubleEntry;
import org.iecpools.stats.domain.DoubleEntry.Source;
import org.iecpools.stats.domain.Rebuilds;
import org.iecpools.stats.snapshot.Snapshots;

/**
 * Counts events into partial sums on {@code iec.statistics}, one {@link CountingSession} after the
 * other. No repartitioning is needed: facts of one identity are always on the same partition, and
 * readers of {@code iec.statistics} add the sums up.
 *
 * <p>Counts are a function of the records, so the new owner of a partition recounts it from its
 * first record, or from its own last {@linkplain Snapshots snapshot} of it, and publishes from the
 * committed offset of the previous owner on. Rows, dead letters and offsets are written in one
 * transaction. ADR 14 explains why this is not Kafka Streams, ADR 32 the snapshots.
 *
 * <p>Rows have a version. After a rebuild is ordered, partitions are recounted one after the other,
 * in parallel to the normal input. Once the recount has caught up, rows of the partition are
 * published in both versions. The metadata of the committed offset states the versions, so that the
 * next owner of the partition knows them (ADR 17).
 */
public final class SumsLoop implements AutoCloseable {

  /**
   * Topics with the facts that are counted. Every instance follows {@code iec.seasons} as a whole;
   * no number depends on {@code iec.profiles}.
   */
  static final List<Topic<? extends Event>> SOURCES =
      List.of(
          Topics.POOLS, Topics.ROUNDS, Topics.INVITATIONS, Topics.RESPONSES, Topics.APPLICATIONS);

  private static final Duration[] FRESHNESS_BUCKETS = {
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1)
  };

  private final String group;
  private final int partitionsPerTopic;
  private final CountedPartitions partitions;
  private final Snapshots snapshots;
  private final Supplier<CountingSession> sessions;
  private final SessionThread thread = new SessionThread("sums", "counting", this::runSession);
  private volatile boolean running;
  private volatile long recounted;

  /**
   * Creates the loop without starting it.
   *
   * @param group the consumer group, one for all instances
   * @param connection Kafka client settings for the connection to the broker
   * @param draws the draws whose pool sizes are to be compared
   * @param rebuilds the versions that are served and built
   * @param statistics marks the current end of {@code iec.statistics}; the result is true once
   *     {@code draws} and {@code rebuilds} contain everything up to that end
   * @param stored where counts are stored
   * @param traces receives the records that are traced
   */
  public SumsLoop(
      String group,
      Map<String, Object> connection,
      RecordValidator validator,
      EventCodec codec,
      DoubleEntry draws,
      Rebuilds rebuilds,
      Supplier<BooleanSupplier> statistics,
      SnapshotSettings stored,
      RowTraces traces,
      MeterRegistry meters) {
    this.group = group;
    this.partitionsPerTopic = validator.partitions();
    SOURCES.forEach(validator::expect);
    this.partitions = new CountedPartitions(validator, codec, draws, traces);
    this.snapshots = new Snapshots(stored.directory());
    Timer freshness =
        Timer.builder("iec.stats.freshness")
            .description("From the timestamp of a record to the commit of the rows that include it")
            .serviceLevelObjectives(FRESHNESS_BUCKETS)
            .register(meters);
    OldVersionDeletion deletion = new OldVersionDeletion(connection, codec);
    this.sessions =
        () ->
            new CountingSession(
                group,
                connection,
                codec,
                partitions,
                rebuilds,
                statistics,
                deletion,
                new PartitionSnapshots(snapshots, partitions, stored, connection),
                traces,
                millis -> freshness.record(millis, TimeUnit.MILLISECONDS));
    gauge(meters, "iec.stats.facts", count -> count.tally().facts());
    gauge(meters, "iec.stats.facts.bytes", count -> count.tally().bytes());
    gauge(meters, "iec.stats.facts.file.bytes", count -> count.tally().fileBytes());
    gauge(meters, "iec.stats.behind", count -> count.isCaughtUp() ? 0 : 1);
    Gauge.builder("iec.stats.lag", partitions, SumsLoop::lagSeconds)
        .description("Age of the oldest record that the published numbers do not include")
        .baseUnit("seconds")
        .register(meters);
  }

  private void gauge(MeterRegistry meters, String name, ToLongFunction<PartitionCount> value) {
    meters.gauge(name, partitions, now -> now.owned().values().stream().mapToLong(value).sum());
  }

  private static double lagSeconds(CountedPartitions partitions) {
    long now = System.currentTimeMillis();
    return partitions.owned().values().stream()
            .mapToLong(count -> count.lagMillis(now))
            .max()
            .orElse(0)
        / 1000.0;
  }

  /** Starts the thread that counts. */
  public void start() {
    thread.start();
  }

  /**
   * Publishes and stores what has been counted, leaves the group and stops; waits up to 10 s for
   * each.
   */
  @Override
  public void close() {
    thread.close();
    snapshots.close();
  }

  boolean isRunning() {
    return running;
  }

  /** Whether the thread has ended without {@link #close}. */
  boolean isDead() {
    return thread.isDead();
  }

  /** The partitions that this instance counts now. */
  Set<TopicPartition> owned() {
    return Set.copyOf(partitions.owned().keySet());
  }

  /**
   * Sum of the offsets recounted so far, up to those published earlier. Grows while a restarted
   * instance recounts its partitions.
   */
  long recounted() {
    return recounted;
  }

  String group() {
    return group;
  }

  /** All input partitions, of which each instance counts a part. */
  Set<TopicPartition> inputs() {
    return sources(partitionsPerTopic).stream()
        .map(source -> new TopicPartition(source.topic(), source.partition()))
        .collect(Collectors.toSet());
  }

  /**
   * All input partitions.
   *
   * @param partitions number of partitions of every event topic
   */
  public static Set<Source> sources(int partitions) {
    return SOURCES.stream()
        .flatMap(
            topic ->
                IntStream.range(0, partitions)
                    .mapToObj(partition -> new Source(topic.name(), partition)))
        .collect(Collectors.toSet());
  }

  private void runSession() {
    try (CountingSession session = sessions.get()) {
      session.join();
      while (!thread.isClosed()) {
        session.poll();
        recounted = partitions.recounted();
        // An instance that starts after a rebuild is not ready before it serves the rebuilt
        // version.
        running |= !session.isSwitchPending();
      }
    } finally {
      running = false;
    }
  }
}
