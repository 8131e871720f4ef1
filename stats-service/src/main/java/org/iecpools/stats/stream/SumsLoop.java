package org.iecpools.stats.stream;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.iecpools.events.Event;
import org.iecpools.events.StatisticsRecord;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.stream.DeadLetter;
import org.iecpools.kit.stream.RecordValidator;
import org.iecpools.stats.domain.DoubleEntry;
import org.iecpools.stats.domain.DoubleEntry.Source;
import org.iecpools.stats.domain.Ledger;
import org.iecpools.stats.domain.PoolIndex;
import org.iecpools.stats.domain.Rebuilds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts events into partial sums on {@code iec.statistics}. No repartitioning is needed: facts of
 * one identity are always on the same partition, and readers of {@code iec.statistics} add the sums
 * up.
 *
 * <p>Counts are kept in memory only. They are a function of the records, so the new owner of a
 * partition recounts it from its first record, and publishes from the committed offset of the
 * previous owner on. Rows, dead letters and offsets are written in one transaction. ADR 14 explains
 * why this is not Kafka Streams.
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

  private static final Logger LOG = LoggerFactory.getLogger(SumsLoop.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /**
   * Longer than the rebalance after the loss of an instance; commits are refused during a
   * rebalance.
   */
  private static final Duration REJOIN_AFTER = Duration.ofSeconds(10);

  /**
   * Interval between transactions when everything has been read: short, because somebody may be
   * watching the numbers.
   */
  private static final Duration IDLE_INTERVAL = Duration.ofMillis(20);

  /**
   * Interval when less than {@link #BACKLOG_THRESHOLD} is left to read, which is normal with a
   * steady stream.
   */
  private static final Duration STEADY_INTERVAL = Duration.ofMillis(150);

  /** Number of records that are counted in a fraction of a second. */
  private static final long BACKLOG_THRESHOLD = 10_000;

  /**
   * Interval when more is left to read: long, because nobody needs to see outdated numbers, and
   * each transaction writes the rows of all weeks that are being read.
   */
  private static final Duration BACKLOG_INTERVAL = Duration.ofSeconds(1);

  private static final Map<String, Topic<? extends Event>> TOPICS =
      SOURCES.stream().collect(Collectors.toMap(Topic::name, Function.identity()));

  /** The instance that owns this partition deletes rows of versions that are no longer served. */
  private static final TopicPartition SWEEPER = new TopicPartition(Topics.ROUNDS.name(), 0);

  private final String group;
  private final Map<String, Object> connection;
  private final RecordValidator validator;
  private final EventCodec codec;
  private final FactReader reader;
  private final DoubleEntry book;
  private final Rebuilds rebuilds;
  private final Supplier<BooleanSupplier> statistics;
  private final PoolIndex pools = new PoolIndex();
  private final Map<TopicPartition, PartitionCount> inputs = new ConcurrentHashMap<>();
  private final Map<TopicPartition, PartitionCount> left = new HashMap<>();
  private final Thread thread;
  private int swept;
  private volatile boolean running;
  private volatile boolean closed;
  private volatile long recounted;

  /**
   * Creates the loop without starting it.
   *
   * @param group the consumer group, one for all instances
   * @param connection Kafka client settings for the connection to the broker
   * @param book the draws whose pool sizes are to be compared
   * @param rebuilds the versions that are served and built
   * @param statistics marks the current end of {@code iec.statistics}; the result is true once
   *     {@code book} and {@code rebuilds} contain everything up to that end
   */
  public SumsLoop(
      String group,
      Map<String, Object> connection,
      RecordValidator validator,
      EventCodec codec,
      DoubleEntry book,
      Rebuilds rebuilds,
      Supplier<BooleanSupplier> statistics,
      MeterRegistry meters) {
    this.book = book;
    this.rebuilds = rebuilds;
    this.statistics = statistics;
    this.group = group;
    this.connection = connection;
    this.validator = validator;
    this.codec = codec;
    this.reader = new FactReader(codec, pools, validator.partitions());
    this.thread = Thread.ofPlatform().name("sums").unstarted(this::run);
    gauge(meters, "iec.stats.facts", input -> input.tally().facts());
    gauge(meters, "iec.stats.facts.bytes", input -> input.tally().bytes());
    gauge(meters, "iec.stats.behind", input -> input.isCaughtUp() ? 0 : 1);
  }

  private void gauge(MeterRegistry meters, String name, ToLongFunction<PartitionCount> value) {
    meters.gauge(name, inputs, now -> now.values().stream().mapToLong(value).sum());
  }

  /** Starts the thread that counts. */
  public void start() {
    thread.start();
  }

  /** Publishes what has been counted, leaves the group and stops; waits up to 10 s. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isRunning() {
    return running;
  }

  /** Whether the thread has ended without {@link #close}. */
  boolean isDead() {
    return !closed && thread.getState() == Thread.State.TERMINATED;
  }

  /** The partitions that this instance counts now. */
  Set<TopicPartition> owned() {
    return Set.copyOf(inputs.keySet());
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
    return sources(validator.partitions()).stream()
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

  private void run() {
    while (!closed) {
      try (var session = new Session()) {
        session.run();
      } catch (RuntimeException e) {
        // An unreachable broker or registry and a fenced producer are temporary; counts are kept.
        LOG.error("counting failed and begins again", e);
        Utils.sleep(RETRY.toMillis());
      } finally {
        running = false;
      }
    }
  }

  /** One membership in the group. */
  private final class Session implements AutoCloseable, ConsumerRebalanceListener {

    private final KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(producerSettings(), new StringSerializer(), new ByteArraySerializer());
    private final KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            consumerSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    private final PartitionRebuild recount = new PartitionRebuild(consumerSettings());
    private long lastPublished = System.nanoTime();
    private long recountPublished = lastPublished;

    /**
     * True once the complete version has been read; null if there is no complete version to wait
     * for.
     */
    private BooleanSupplier hasReadNext;

    private boolean isCompared;

    /**
     * {@code nanoTime} of the first refused commit since the last successful one; 0 if there is
     * none.
     */
    private long refusedSince;

    void run() {
      producer.initTransactions();
      consumer.subscribe(TOPICS.keySet(), this);
      while (!closed) {
        ConsumerRecords<byte[], byte[]> records =
            consumer.poll(recount.isRunning() ? Duration.ZERO : POLL);
        for (TopicPartition partition : records.partitions()) {
          inputs.get(partition).take(records.records(partition));
        }
        inputs.forEach((partition, input) -> input.reach(consumer.position(partition)));
        recounted = inputs.values().stream().mapToLong(PartitionCount::recounted).sum();
        recount();
        if (System.nanoTime() - lastPublished > pause().toNanos()) {
          publish();
        }
        serveNext();
        sweep();
        // An instance that starts after a rebuild is not ready before it serves the rebuilt
        // version.
        running |= hasReadNext == null;
      }
    }

    /** Starts or continues the recount of one partition if a rebuild is ordered. */
    private void recount() {
      if (!recount.isRunning()) {
        OptionalInt building = rebuilds.building();
        if (building.isEmpty()) {
          return;
        }
        inputs.entrySet().stream()
            .filter(e -> e.getValue().isCaughtUp())
            .filter(e -> !e.getValue().versions().contains(building.getAsInt()))
            .min(Comparator.comparing(e -> e.getKey().toString()))
            .ifPresent(
                e -> {
                  PartitionCount anew = input(e.getKey());
                  anew.beside(building.getAsInt());
                  recount.begin(e.getKey(), anew, e.getValue());
                });
      }
      recount.goOn();
    }

    /**
     * Once a version is complete: compares it, then serves it, each after everything written so far
     * has been read.
     */
    private void serveNext() {
      if (!rebuilds.isComplete()) {
        return;
      }
      if (hasReadNext == null) {
        hasReadNext = statistics.get();
        isCompared = false;
      }
      if (!hasReadNext.getAsBoolean()) {
        return;
      }
      if (!isCompared) {
        rebuilds.compare();
        isCompared = true;
        hasReadNext = statistics.get();
        return;
      }
      List<Ledger.Change> changes = rebuilds.serve();
      hasReadNext = null;
      LOG.info("serving version={} changes={}", rebuilds.serving(), changes.size());
    }

    /**
     * Runs once for each served version, and again after {@link #SWEEPER} moves to another
     * instance.
     */
    private void sweep() {
      int serving = rebuilds.serving();
      if (serving > swept && inputs.containsKey(SWEEPER)) {
        swept = serving;
        Thread.ofPlatform()
            .name("sweep")
            .daemon()
            .start(new OldVersionDeletion(connection, codec, serving));
      }
    }

    /** The interval between two transactions. */
    private Duration pause() {
      long left = inputs.keySet().stream().mapToLong(this::left).sum();
      if (left == 0) {
        return IDLE_INTERVAL;
      }
      return left < BACKLOG_THRESHOLD ? STEADY_INTERVAL : BACKLOG_INTERVAL;
    }

    private boolean hasReadAll(TopicPartition partition) {
      return left(partition) == 0;
    }

    /** Number of records still to read; {@link #BACKLOG_THRESHOLD} while the lag is not known. */
    private long left(TopicPartition partition) {
      return consumer.currentLag(partition).orElse(BACKLOG_THRESHOLD);
    }

    private void publish() {
      long now = System.nanoTime();
      lastPublished = now;
      inputs.values().forEach(input -> input.serve(rebuilds.serving()));
      Map<TopicPartition, PartitionCount> ahead =
          inputs.entrySet().stream()
              .filter(e -> e.getValue().isAhead(hasReadAll(e.getKey())))
              .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
      boolean level = recount.isLevel();
      boolean anew =
          level || recount.isRunning() && now - recountPublished > BACKLOG_INTERVAL.toNanos();
      if (anew) {
        // Include the offset of the normal input, so that only the owner of the partition can
        // commit.
        ahead.put(recount.partition(), inputs.get(recount.partition()));
        recount.input().isAhead(level && hasReadAll(recount.partition()));
        recountPublished = now;
      }
      if (ahead.isEmpty()) {
        return;
      }
      producer.beginTransaction();
      try {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        ahead.forEach(
            (partition, input) -> {
              publish(input);
              offsets.put(partition, PublishedIn.offset(input.next(), input.versions()));
            });
        if (anew) {
          publish(recount.input());
          send(recount.progress());
          if (level) {
            offsets.put(
                recount.partition(),
                PublishedIn.offset(recount.input().next(), recount.versions()));
          }
        }
        producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
        producer.commitTransaction();
        refusedSince = 0;
        ahead.values().forEach(PartitionCount::published);
        if (anew) {
          recount.input().published();
        }
        if (level) {
          TopicPartition partition = recount.partition();
          inputs.put(partition, recount.end());
          LOG.info("counted anew partition={} up to={}", partition, inputs.get(partition).next());
        }
      } catch (CommitFailedException e) {
        // The group has rebalanced. The next poll shows which partitions remain; those are
        // published then.
        LOG.info("published nothing: {}", e.getMessage());
        producer.abortTransaction();
        if (refusedSince == 0) {
          refusedSince = now;
        } else if (now - refusedSince > REJOIN_AFTER.toNanos()) {
          // A consumer whose heartbeats have stopped does not notice the loss of its membership.
          throw new KafkaException(
              "every commit was refused for %d s: the membership in group %s is lost"
                  .formatted(REJOIN_AFTER.toSeconds(), group),
              e);
        }
      }
    }

    private void publish(PartitionCount input) {
      input.rows().forEach(this::send);
      input.shares().forEach(this::send);
      input.letters().forEach(this::send);
    }

    private <R extends SpecificRecord & StatisticsRecord> void send(R row) {
      producer.send(
          new ProducerRecord<>(
              Topics.STATISTICS.name(), Topics.STATISTICS.key().apply(row), codec.encode(row)));
    }

    private void send(DeadLetter letter) {
      producer.send(
          new ProducerRecord<>(
              Topics.DEAD_LETTERS.name(), null, letter.place(), letter.value(), letter.headers()));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      Set<TopicPartition> assigned = new HashSet<>(partitions);
      Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(assigned);
      Map<TopicPartition, Long> ends = consumer.endOffsets(assigned);
      for (TopicPartition partition : partitions) {
        OffsetAndMetadata offset = committed.get(partition);
        long published = offset == null ? 0 : offset.offset();
        if (published > ends.get(partition)) {
          throw new KafkaException(
              "%s ends at %d, and up to %d it was counted: it is not the topic it was; reset the offsets of group %s"
                  .formatted(partition, ends.get(partition), published, group));
        }
        PartitionCount input = left.remove(partition);
        if (input == null) {
          input = input(partition);
        }
        input.resume(published, PublishedIn.versions(offset, rebuilds.serving()));
        consumer.seek(partition, input.next());
        inputs.put(partition, input);
        LOG.info("counting partition={} from={} published={}", partition, input.next(), published);
      }
      left.clear();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      publish();
      onPartitionsLost(partitions);
    }

    /**
     * Keeps the counts: the partitions may return to this instance, which then need not recount
     * them.
     */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      for (TopicPartition partition : partitions) {
        recount.abandon(partition);
        PartitionCount input = inputs.remove(partition);
        if (input != null) {
          left.put(partition, input);
        }
      }
    }

    @Override
    public void close() {
      // Close the consumer first: on leaving the group it publishes through the producer.
      try (producer;
          recount) {
        consumer.close();
      } finally {
        left.putAll(inputs);
        inputs.clear();
      }
    }
  }

  private PartitionCount input(TopicPartition partition) {
    return new PartitionCount(
        TOPICS.get(partition.topic()), partition.partition(), validator, reader, pools, book);
  }

  private Map<String, Object> consumerSettings() {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, SamePartitionAssignor.class.getName());
    // The group removes a killed instance after this time, as in the other services.
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 20_000);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 2 * Topic.LARGEST_BATCH);
    return settings;
  }

  private Map<String, Object> producerSettings() {
    Map<String, Object> settings = new HashMap<>(connection);
    // The group generation fences former owners, so the transactional id only has to be unique.
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group + "-" + UUID.randomUUID());
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    return settings;
  }
}
