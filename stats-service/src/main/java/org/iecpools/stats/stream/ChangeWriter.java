package org.iecpools.stats.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.iecpools.events.ChangesRecord;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.domain.change.CountedValues;
import org.iecpools.stats.domain.change.Reported;
import org.iecpools.stats.domain.change.Stated;
import org.iecpools.stats.domain.change.Subject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports changes on {@code iec.changes}. Only the instance to which the group assigns the topic's
 * partition writes, in transactions that only that instance can commit. It begins when it has read
 * everything that its predecessor had reported and had known, so a take-over repeats and loses
 * nothing (ADR 70).
 */
public final class ChangeWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ChangeWriter.class);
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(250);

  /** Values can change by time alone; the values of a whole season take milliseconds. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  /**
   * The values that hold now.
   *
   * @param changes counter that grows with every change of the values, except those by time
   * @param at the values at an instant
   */
  public record Values(LongSupplier changes, ValuesAt at) {

    /** The counted and the published values. */
    public static Values of(
        Dashboard dashboard, Publications publications, PublishedValues published) {
      return new Values(
          () -> dashboard.changes() + publications.changes() + published.changes(),
          now -> {
            Map<Subject, Stated> all =
                new HashMap<>(CountedValues.of(dashboard, publications, now));
            all.putAll(published.at(now, dashboard::seasonState));
            return all;
          });
    }
  }

  /** Computes values. */
  public interface ValuesAt {
    /** The values at an instant. */
    Map<Subject, Stated> compute(Instant now);
  }

  private final String group;
  private final Map<String, Object> connection;
  private final EventCodec codec;
  private final ServiceClock clock;
  private final Supplier<BooleanSupplier> drain;
  private final Supplier<BooleanSupplier> readBack;
  private final Values values;
  private final Reported reported;
  private final Thread thread = Thread.ofPlatform().name("changes").unstarted(this::run);
  private volatile boolean closed;

  /**
   * Creates the writer without starting it.
   *
   * @param group the consumer group, one for all instances
   * @param connection Kafka client settings for the connection to the broker
   * @param drain marks the current ends of everything that the service reads, {@code iec.changes}
   *     included; the result is true once everything up to those ends is counted and visible here
   * @param readBack the same for {@code iec.changes} alone
   * @param reported the fold of {@code iec.changes}
   */
  public ChangeWriter(
      String group,
      Map<String, Object> connection,
      EventCodec codec,
      ServiceClock clock,
      Supplier<BooleanSupplier> drain,
      Supplier<BooleanSupplier> readBack,
      Values values,
      Reported reported) {
    this.group = group;
    this.connection = connection;
    this.codec = codec;
    this.clock = clock;
    this.drain = drain;
    this.readBack = readBack;
    this.values = values;
    this.reported = reported;
  }

  /** Starts the thread that writes. */
  public void start() {
    thread.start();
  }

  /** Leaves the group and stops; waits up to 10 s. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(CLOSE_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the thread has ended without {@link #close}. */
  boolean isDead() {
    return !closed && thread.getState() == Thread.State.TERMINATED;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private void run() {
    while (!closed) {
      try (Session session = new Session()) {
        session.run();
      } catch (RuntimeException e) {
        LOG.error("reporting changes failed, retrying in {} s", RETRY_INTERVAL.toSeconds(), e);
        Utils.sleep(RETRY_INTERVAL.toMillis());
      }
    }
  }

  /** One membership of this instance in the consumer group. */
  private final class Session implements AutoCloseable, ConsumerRebalanceListener {

    private final KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(producerSettings(), new StringSerializer(), new ByteArraySerializer());
    private final KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            consumerSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer());

    /**
     * True once everything is visible here that was reported and received before; null if another
     * instance writes, or after a rebalance.
     */
    private @Nullable BooleanSupplier ready;

    private boolean isReady;
    private long computedAt;
    private long computedFor;

    void run() {
      producer.initTransactions();
      consumer.subscribe(List.of(ChangesTopic.ONLY.topic()), this);
      while (!closed) {
        consumer.poll(POLL_TIMEOUT);
        if (!consumer.assignment().contains(ChangesTopic.ONLY)) {
          continue;
        }
        BooleanSupplier awaited = ready;
        if (awaited == null) {
          // The position is only known once the transaction of a predecessor has ended, so
          // everything that the predecessor has reported is before the ends that are marked then.
          consumer.position(ChangesTopic.ONLY);
          ready = drain.get();
        } else if (!isReady) {
          isReady = awaited.getAsBoolean();
        } else if (isDue()) {
          report();
        }
      }
    }

    private boolean isDue() {
      long pause = System.nanoTime() - computedAt;
      boolean hasChanged = values.changes().getAsLong() != computedFor;
      return computedAt == 0
          || pause > LONGEST_PAUSE.toNanos()
          || hasChanged && pause > SHORTEST_PAUSE.toNanos();
    }

    private void report() {
      computedFor = values.changes().getAsLong();
      computedAt = System.nanoTime();
      // Another instance's clock may have been ahead.
      Instant now = later(clock.instant(), reported.lastReportedAt());
      List<ChangesRecord> due = reported.due(values.at().compute(now), now);
      if (due.isEmpty()) {
        return;
      }
      producer.beginTransaction();
      try {
        for (ChangesRecord record : due) {
          producer.send(
              new ProducerRecord<>(
                  Topics.CHANGES.name(),
                  Topics.CHANGES.key().apply(record),
                  codec.encode((SpecificRecord) record)));
        }
        producer.sendOffsetsToTransaction(
            Map.of(ChangesTopic.ONLY, new OffsetAndMetadata(consumer.position(ChangesTopic.ONLY))),
            consumer.groupMetadata());
        producer.commitTransaction();
        LOG.info("reported records={}", due.size());
      } catch (CommitFailedException e) {
        // A consumer whose heartbeats have stopped does not notice that; a new session rejoins.
        producer.abortTransaction();
        throw e;
      }
      // The next difference is only right when these records have been read back.
      ready = readBack.get();
      isReady = false;
    }

    private void beginAgain() {
      ready = null;
      isReady = false;
      computedAt = 0;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
      beginAgain();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      beginAgain();
    }

    @Override
    public void close() {
      try (producer) {
        consumer.close();
      }
    }
  }

  private Map<String, Object> consumerSettings() {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
    return settings;
  }

  private Map<String, Object> producerSettings() {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group + "-" + UUID.randomUUID());
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
    return settings;
  }
}
