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
import org.iecpools.events.EventCodec;
import org.iecpools.events.StatisticsEvent;
import org.iecpools.events.Topic;
import org.iecpools.events.Topics;
import org.iecpools.kit.DeadLetter;
import org.iecpools.kit.Gate;
import org.iecpools.stats.domain.DoubleEntry;
import org.iecpools.stats.domain.DoubleEntry.Source;
import org.iecpools.stats.domain.Ledger;
import org.iecpools.stats.domain.PoolNumbers;
import org.iecpools.stats.domain.Rebuilds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events in, partial sums out. Nothing is shuffled, for facts of one identity always stand on one
 * partition, and sums are added up by whoever reads {@code iec.statistics}.
 *
 * <p>What was counted is kept in memory only. It is a function of the records, so whoever takes a
 * partition over counts it again from its first record on, and publishes from there on where the
 * one before had committed: rows, dead letters and offsets go out in one transaction. Why not Kafka
 * Streams: ADR 14.
 *
 * <p>Rows are of a version. When a new one is ordered, each partition is counted anew beside its
 * input, one after the other; from where it has come as far, its rows are published in both. The
 * offset's metadata says in which, so whoever takes the partition over knows: ADR 17.
 */
public final class SumsLoop implements AutoCloseable {

  /** Topics with facts that numbers depend on; seasons are followed whole, profiles say nothing. */
  static final List<Topic<? extends Event>> SOURCES =
      List.of(
          Topics.POOLS, Topics.ROUNDS, Topics.INVITATIONS, Topics.RESPONSES, Topics.APPLICATIONS);

  private static final Logger LOG = LoggerFactory.getLogger(SumsLoop.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** Longer than a rebalance in which an instance is lost, during which commits are refused. */
  private static final Duration REJOIN_AFTER = Duration.ofSeconds(10);

  /** Where all that there is has been read: soon, for somebody may be looking. */
  private static final Duration SOON = Duration.ofMillis(20);

  /** Where there is a little more to read, as always beside a steady stream. */
  private static final Duration NEARLY_SOON = Duration.ofMillis(150);

  /** How many records that little is: a fraction of a second's work. */
  private static final long LITTLE = 10_000;

  /**
   * Where there is much to read: seldom, for nobody can want to see numbers of long ago, and each
   * time costs a transaction and the rows of all weeks that are just being read.
   */
  private static final Duration SELDOM = Duration.ofSeconds(1);

  private static final Map<String, Topic<? extends Event>> TOPICS =
      SOURCES.stream().collect(Collectors.toMap(Topic::name, Function.identity()));

  /** Of all instances, the one that has this deletes the rows that nobody needs any more. */
  private static final TopicPartition SWEEPER = new TopicPartition(Topics.ROUNDS.name(), 0);

  private final String group;
  private final Map<String, Object> connection;
  private final Gate gate;
  private final EventCodec codec;
  private final FactReader reader;
  private final DoubleEntry book;
  private final Rebuilds rebuilds;
  private final Supplier<BooleanSupplier> statistics;
  private final PoolNumbers pools = new PoolNumbers();
  private final Map<TopicPartition, Input> inputs = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Input> left = new HashMap<>();
  private final Thread thread;
  private int swept;
  private volatile boolean running;
  private volatile boolean closed;
  private volatile long recounted;

  /**
   * Not started.
   *
   * @param group the consumer group, one for all instances
   * @param connection the broker's address and whatever else it takes to reach it
   * @param book tells which draws want to know what they should have seen
   * @param rebuilds tells which versions there are
   * @param statistics looks where {@code iec.statistics} ends; what it gives tells whether
   *     everything before has been read into the other two
   */
  public SumsLoop(
      String group,
      Map<String, Object> connection,
      Gate gate,
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
    this.gate = gate;
    this.codec = codec;
    this.reader = new FactReader(codec, pools, gate.partitions());
    this.thread = Thread.ofPlatform().name("sums").unstarted(this::run);
    gauge(meters, "iec.stats.facts", input -> input.tally().facts());
    gauge(meters, "iec.stats.facts.bytes", input -> input.tally().bytes());
    gauge(meters, "iec.stats.behind", input -> input.isCaughtUp() ? 0 : 1);
  }

  private void gauge(MeterRegistry meters, String name, ToLongFunction<Input> value) {
    meters.gauge(name, inputs, now -> now.values().stream().mapToLong(value).sum());
  }

  /** Begins to count. */
  public void start() {
    thread.start();
  }

  /** Publishes what is counted, leaves the group and ends. */
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

  /** Whether its thread has ended though nobody closed it. */
  boolean isDead() {
    return !closed && thread.getState() == Thread.State.TERMINATED;
  }

  /** Inputs that it counts now. */
  Set<TopicPartition> owned() {
    return Set.copyOf(inputs.keySet());
  }

  /** Offsets reached in what was published before: grows while a start counts it again. */
  long recounted() {
    return recounted;
  }

  String group() {
    return group;
  }

  /** What all instances of it share. */
  Set<TopicPartition> inputs() {
    return sources(gate.partitions()).stream()
        .map(source -> new TopicPartition(source.topic(), source.partition()))
        .collect(Collectors.toSet());
  }

  /**
   * Whatever is counted.
   *
   * @param partitions of every event topic
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
        // A broker or registry away, a producer fenced: it passes, and what is counted is kept.
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
    private final Recount recount = new Recount(consumerSettings());
    private long lastPublished = System.nanoTime();
    private long recountPublished = lastPublished;

    /** Whether all of the complete version is read; null while there is none to wait for. */
    private BooleanSupplier hasReadNext;

    private boolean isCompared;

    /** When a commit was refused, and none has succeeded since; 0 otherwise. */
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
        recounted = inputs.values().stream().mapToLong(Input::recounted).sum();
        recount();
        if (System.nanoTime() - lastPublished > pause().toNanos()) {
          publish();
        }
        serveNext();
        sweep();
        // Who starts after a rebuild is not ready before it serves what was built.
        running |= hasReadNext == null;
      }
    }

    /** Where a rebuild is ordered: begins or goes on to count a partition anew. */
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
                  Input anew = input(e.getKey());
                  anew.beside(building.getAsInt());
                  recount.begin(e.getKey(), anew, e.getValue());
                });
      }
      recount.goOn();
    }

    /** Where a version is complete: compares, and serves it, when all that is written is read. */
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

    /** Once for each version that is served, and again by whoever becomes the sweeper. */
    private void sweep() {
      int serving = rebuilds.serving();
      if (serving > swept && inputs.containsKey(SWEEPER)) {
        swept = serving;
        Thread.ofPlatform().name("sweep").daemon().start(new Sweep(connection, codec, serving));
      }
    }

    /** Between two transactions. */
    private Duration pause() {
      long left = inputs.keySet().stream().mapToLong(this::left).sum();
      if (left == 0) {
        return SOON;
      }
      return left < LITTLE ? NEARLY_SOON : SELDOM;
    }

    private boolean hasReadAll(TopicPartition partition) {
      return left(partition) == 0;
    }

    /** Records still to read; many, while the broker has not said how many. */
    private long left(TopicPartition partition) {
      return consumer.currentLag(partition).orElse(LITTLE);
    }

    private void publish() {
      long now = System.nanoTime();
      lastPublished = now;
      inputs.values().forEach(input -> input.serve(rebuilds.serving()));
      Map<TopicPartition, Input> ahead =
          inputs.entrySet().stream()
              .filter(e -> e.getValue().isAhead(hasReadAll(e.getKey())))
              .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
      boolean level = recount.isLevel();
      boolean anew = level || recount.isRunning() && now - recountPublished > SELDOM.toNanos();
      if (anew) {
        // With the offset of its input, so that only who has the partition can commit it.
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
        ahead.values().forEach(Input::published);
        if (anew) {
          recount.input().published();
        }
        if (level) {
          TopicPartition partition = recount.partition();
          inputs.put(partition, recount.end());
          LOG.info("counted anew partition={} up to={}", partition, inputs.get(partition).next());
        }
      } catch (CommitFailedException e) {
        // The group has moved on; the next poll tells what is still ours, and that goes out then.
        LOG.info("published nothing: {}", e.getMessage());
        producer.abortTransaction();
        if (refusedSince == 0) {
          refusedSince = now;
        } else if (now - refusedSince > REJOIN_AFTER.toNanos()) {
          // A consumer whose heartbeats have stopped does not find out by itself.
          throw new KafkaException(
              "every commit was refused for %d s: the membership in group %s is lost"
                  .formatted(REJOIN_AFTER.toSeconds(), group),
              e);
        }
      }
    }

    private void publish(Input input) {
      input.rows().forEach(this::send);
      input.shares().forEach(this::send);
      input.letters().forEach(this::send);
    }

    private <R extends SpecificRecord & StatisticsEvent> void send(R row) {
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
        Input input = left.remove(partition);
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

    /** They may come back before anybody else has them; then what is known of them serves. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      for (TopicPartition partition : partitions) {
        recount.abandon(partition);
        Input input = inputs.remove(partition);
        if (input != null) {
          left.put(partition, input);
        }
      }
    }

    @Override
    public void close() {
      // The consumer first: when it leaves the group, it publishes.
      try (producer;
          recount) {
        consumer.close();
      } finally {
        left.putAll(inputs);
        inputs.clear();
      }
    }
  }

  private Input input(TopicPartition partition) {
    return new Input(
        TOPICS.get(partition.topic()), partition.partition(), gate, reader, pools, book);
  }

  private Map<String, Object> consumerSettings() {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, ByNumber.class.getName());
    // A killed instance is given up after this, as in the other services.
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 20_000);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 2 * Topic.LARGEST_BATCH);
    return settings;
  }

  private Map<String, Object> producerSettings() {
    Map<String, Object> settings = new HashMap<>(connection);
    // Whoever has a partition is settled by the group's generation, so the name only has to be new.
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group + "-" + UUID.randomUUID());
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    return settings;
  }
}
