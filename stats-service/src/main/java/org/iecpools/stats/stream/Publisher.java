package org.iecpools.stats.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
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
import org.iecpools.events.PublicationsRecord;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.Publications;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes each week's rows of each season once, when the season's time of publication has come
 * and everything received by then has been counted. Only the instance to which the group assigns
 * the first partition of the topic publishes. Each publication is one transaction, which only that
 * instance can commit.
 */
public final class Publisher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(50);
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  /** The instance to which the group assigns this partition publishes. */
  private static final TopicPartition PUBLISHING_OWNER =
      new TopicPartition(Topics.PUBLICATIONS.name(), 0);

  private final String group;
  private final Map<String, Object> connection;
  private final EventCodec codec;
  private final ServiceClock clock;
  private final Supplier<BooleanSupplier> drain;
  private final Dashboard dashboard;
  private final Publications publications;
  private final Thread thread = Thread.ofPlatform().name("publications").unstarted(this::run);
  private volatile boolean closed;

  /**
   * Creates the publisher without starting it.
   *
   * @param group the consumer group, one for all instances
   * @param connection Kafka client settings for the connection to the broker
   * @param drain marks the current ends of everything that the service reads; the result is true
   *     once everything up to those ends is counted and visible here
   */
  public Publisher(
      String group,
      Map<String, Object> connection,
      EventCodec codec,
      ServiceClock clock,
      Supplier<BooleanSupplier> drain,
      Dashboard dashboard,
      Publications publications) {
    this.group = group;
    this.connection = connection;
    this.codec = codec;
    this.clock = clock;
    this.drain = drain;
    this.dashboard = dashboard;
    this.publications = publications;
  }

  /** Starts the thread that publishes. */
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

  /** Whether every publication that is due is visible here. */
  public boolean isUpToDate() {
    return publications.due(dashboard, clock.instant()).isEmpty();
  }

  private void run() {
    while (!closed) {
      try (Session session = new Session()) {
        session.run();
      } catch (RuntimeException e) {
        LOG.error("publishing failed, retrying in {} s", RETRY_INTERVAL.toSeconds(), e);
        Utils.sleep(RETRY_INTERVAL.toMillis());
      }
    }
  }

  /** One membership of this instance in the consumer group. */
  private final class Session implements AutoCloseable {

    private final KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(producerSettings(), new StringSerializer(), new ByteArraySerializer());
    private final KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            consumerSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer());

    /**
     * @param seasons those to publish, by the time for which they are due
     * @param isCounted true once everything received by the first check after that is counted
     */
    private record Due(
        NavigableMap<Instant, SortedSet<Integer>> seasons, BooleanSupplier isCounted) {}

    /** The publications that are due; null if there are none or another instance publishes. */
    private @Nullable Due due;

    /** The time of the last check at which nothing was due; null before the first. */
    private @Nullable Instant watched;

    void run() {
      producer.initTransactions();
      consumer.subscribe(List.of(PUBLISHING_OWNER.topic()));
      while (!closed) {
        consumer.poll(POLL_TIMEOUT);
        Instant now = clock.instant();
        NavigableMap<Instant, SortedSet<Integer>> seasons = publications.due(dashboard, now);
        if (seasons.isEmpty()) {
          due = null;
          // Set on every instance, because any of them may have to take over the next publication.
          watched = now;
        } else if (!consumer.assignment().contains(PUBLISHING_OWNER)) {
          due = null;
        } else if (due == null || !due.seasons().equals(seasons)) {
          due = new Due(seasons, drain.get());
        } else if (due.isCounted().getAsBoolean()) {
          // Check again: only now is it certain that a publication by another instance, and a
          // change of the time of publication, have been read.
          if (publications.due(dashboard, now).equals(seasons)) {
            publish(seasons, now);
          }
          due = null;
        }
      }
    }

    private void publish(NavigableMap<Instant, SortedSet<Integer>> due, Instant now) {
      List<PublicationsRecord> records = new ArrayList<>();
      due.forEach(
          (time, seasons) -> {
            // An instance that ran at the time of publication dates it then, a later one now.
            Instant at = watched != null && watched.isBefore(time) ? time : now;
            records.addAll(publications.publication(dashboard, time, seasons, at));
          });
      producer.beginTransaction();
      try {
        for (PublicationsRecord record : records) {
          producer.send(
              new ProducerRecord<>(
                  PUBLISHING_OWNER.topic(),
                  Topics.PUBLICATIONS.key().apply(record),
                  codec.encode((SpecificRecord) record)));
        }
        producer.sendOffsetsToTransaction(
            Map.of(PUBLISHING_OWNER, new OffsetAndMetadata(consumer.position(PUBLISHING_OWNER))),
            consumer.groupMetadata());
        producer.commitTransaction();
        LOG.info("published seasons={} records={}", due, records.size());
      } catch (CommitFailedException e) {
        // A consumer whose heartbeats have stopped does not notice that; a new session rejoins.
        producer.abortTransaction();
        throw e;
      }
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
