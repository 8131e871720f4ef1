package org.iecpools.stats.stream;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.iecpools.events.StatisticsRecord;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.stream.DeadLetter;
import org.iecpools.kit.trace.RecordSpan;
import org.iecpools.stats.domain.Rebuilds;
import org.iecpools.stats.stream.PartitionRebuild.Recount;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One membership of this instance in the consumer group: reads the assigned partitions, counts
 * them, and publishes rows, dead letters and offsets in transactions. After a failure, a new
 * session continues with the same {@link CountedPartitions}. Not thread-safe.
 */
final class CountingSession implements AutoCloseable, ConsumerRebalanceListener {

  private static final Logger LOG = LoggerFactory.getLogger(CountingSession.class);
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);

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

  /**
   * Bytes of dead letters from which on a transaction is due immediately, because they wait in
   * memory. One poll adds about as much as one fetch at most.
   */
  private static final long MOST_LETTER_BYTES = Topic.LARGEST_BATCH;

  /** The instance that owns this partition deletes rows of versions that are no longer served. */
  private static final TopicPartition DELETION_OWNER = new TopicPartition(Topics.ROUNDS.name(), 0);

  private final String group;
  private final EventCodec codec;
  private final CountedPartitions partitions;
  private final Rebuilds rebuilds;
  private final VersionSwitch versionSwitch;
  private final OldVersionDeletion deletion;
  private final KafkaProducer<String, byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final PartitionRebuild rebuild;
  private final PartitionSnapshots snapshots;
  private final RowTraces traces;
  private final LongConsumer freshness;
  private long lastPublished = System.nanoTime();
  private long recountPublished = lastPublished;

  /**
   * {@code nanoTime} of the first refused commit since the last successful one; 0 if there is none.
   */
  private long refusedSince;

  /**
   * @param group the consumer group, one for all instances
   * @param connection Kafka client settings for the connection to the broker
   * @param partitions the counts, which outlive this session
   * @param rebuilds the versions that are served and built
   * @param statistics see {@link VersionSwitch}
   * @param snapshots stores and restores counts
   * @param traces receives the records that are traced, with their commit
   * @param freshness receives the age in milliseconds of the oldest record of each partition in
   *     each transaction
   */
  CountingSession(
      String group,
      Map<String, Object> connection,
      EventCodec codec,
      CountedPartitions partitions,
      Rebuilds rebuilds,
      Supplier<BooleanSupplier> statistics,
      OldVersionDeletion deletion,
      PartitionSnapshots snapshots,
      RowTraces traces,
      LongConsumer freshness) {
    this.traces = traces;
    this.group = group;
    this.freshness = freshness;
    this.codec = codec;
    this.partitions = partitions;
    this.rebuilds = rebuilds;
    this.versionSwitch = new VersionSwitch(rebuilds, statistics);
    this.deletion = deletion;
    this.snapshots = snapshots;
    this.producer =
        new KafkaProducer<>(
            producerSettings(group, connection), new StringSerializer(), new ByteArraySerializer());
    Map<String, Object> consumerSettings = consumerSettings(group, connection);
    this.consumer =
        new KafkaConsumer<>(
            consumerSettings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.rebuild = new PartitionRebuild(consumerSettings);
  }

  /** Joins the group; the first calls of {@link #poll} assign the partitions. */
  void join() {
    producer.initTransactions();
    consumer.subscribe(CountedPartitions.topics(), this);
  }

  /** Counts what one poll returns, and publishes, recounts, switches and deletes if it is due. */
  void poll() {
    ConsumerRecords<byte[], byte[]> records =
        consumer.poll(rebuild.running().isPresent() ? Duration.ZERO : POLL_TIMEOUT);
    partitions
        .owned()
        .forEach(
            (partition, count) -> {
              count.take(records.records(partition));
              count.reach(consumer.position(partition));
              count.measure(hasReadAll(partition));
            });
    recount();
    if (System.nanoTime() - lastPublished > interval().toNanos()
        || letterBytes() > MOST_LETTER_BYTES) {
      publish();
    }
    snapshots.storeNext();
    versionSwitch.advance();
    if (partitions.owned().containsKey(DELETION_OWNER)) {
      deletion.start(rebuilds.serving());
    }
  }

  /** Whether a rebuilt version is complete but not served yet. */
  boolean isSwitchPending() {
    return versionSwitch.isPending();
  }

  /** Starts or continues the recount of one partition if a rebuild is ordered. */
  private void recount() {
    OptionalInt building = rebuilds.building();
    if (rebuild.running().isEmpty() && building.isPresent()) {
      int version = building.getAsInt();
      partitions.owned().entrySet().stream()
          .filter(owned -> owned.getValue().isCaughtUp())
          .filter(owned -> !owned.getValue().versions().contains(version))
          .min(Comparator.comparing(owned -> owned.getKey().toString()))
          .ifPresent(
              owned -> {
                PartitionCount count = partitions.empty(owned.getKey());
                count.recountInto(version);
                // The earlier beginning, if records have been deleted since: when in doubt, a
                // restart recounts.
                count.begin(owned.getValue().beginning());
                rebuild.begin(new Recount(owned.getKey(), count, owned.getValue()));
              });
    }
    rebuild.poll();
  }

  /** The interval between two transactions. */
  private Duration interval() {
    long unread = partitions.owned().keySet().stream().mapToLong(this::unread).sum();
    if (unread == 0) {
      return IDLE_INTERVAL;
    }
    return unread < BACKLOG_THRESHOLD ? STEADY_INTERVAL : BACKLOG_INTERVAL;
  }

  private long letterBytes() {
    return partitions.owned().values().stream().mapToLong(PartitionCount::letterBytes).sum();
  }

  private boolean hasReadAll(TopicPartition partition) {
    return unread(partition) == 0;
  }

  /** Number of records still to read; {@link #BACKLOG_THRESHOLD} while the lag is not known. */
  private long unread(TopicPartition partition) {
    return consumer.currentLag(partition).orElse(BACKLOG_THRESHOLD);
  }

  /** Publishes everything that is not published yet, in one transaction. */
  private void publish() {
    long now = System.nanoTime();
    lastPublished = now;
    partitions.owned().values().forEach(count -> count.serve(rebuilds.serving()));
    Map<TopicPartition, PartitionCount> ahead =
        partitions.owned().entrySet().stream()
            .filter(owned -> owned.getValue().prepare(hasReadAll(owned.getKey())))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    Optional<Recount> recount = recountToPublish(now);
    recount.ifPresent(
        running -> {
          // With the offset of the owning count, only the owner of the partition can commit.
          ahead.put(running.partition(), running.owning());
          running.count().prepare(running.hasCaughtUp() && hasReadAll(running.partition()));
          recountPublished = now;
        });
    if (ahead.isEmpty()) {
      return;
    }
    producer.beginTransaction();
    try {
      Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
      Map<PartitionCount, List<Future<RecordMetadata>>> rows = new IdentityHashMap<>();
      ahead.forEach(
          (partition, count) -> {
            rows.put(count, send(count));
            offsets.put(partition, PublishedIn.offset(count.next(), count.versions()));
          });
      recount.ifPresent(
          running -> {
            send(running.count());
            send(running.progress());
            if (running.hasCaughtUp()) {
              offsets.put(
                  running.partition(),
                  PublishedIn.offset(running.count().next(), running.versions()));
            }
          });
      producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
      producer.commitTransaction();
      refusedSince = 0;
      long committed = System.currentTimeMillis();
      ahead.values().forEach(count -> count.ageMillis(committed).ifPresent(freshness));
      ahead.values().forEach(PartitionCount::published);
      rows.forEach(this::trace);
      recount.ifPresent(this::published);
    } catch (CommitFailedException e) {
      producer.abortTransaction();
      refused(now, e);
    }
  }

  /** The running recount if it has caught up, or was not published for a while. */
  private Optional<Recount> recountToPublish(long now) {
    return rebuild
        .running()
        .filter(
            running ->
                running.hasCaughtUp() || now - recountPublished > BACKLOG_INTERVAL.toNanos());
  }

  /** After a commit: a recount that has caught up replaces the count of its partition. */
  private void published(Recount recount) {
    recount.count().published();
    if (recount.hasCaughtUp()) {
      partitions.own(recount.partition(), rebuild.end(recount));
      LOG.info("recounted partition={} up to={}", recount.partition(), recount.count().next());
    }
  }

  /**
   * The group has rebalanced. The next poll shows which partitions remain; those are published
   * then.
   *
   * @throws KafkaException if commits have been refused for so long that the membership is lost
   */
  private void refused(long now, CommitFailedException e) {
    LOG.info("commit refused, to be repeated after the rebalance: {}", e.getMessage());
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

  /** Sends what a partition has to publish; returns the rows with sums. */
  private List<Future<RecordMetadata>> send(PartitionCount count) {
    List<Future<RecordMetadata>> rows = count.rows().stream().map(row -> send(row)).toList();
    count.shares().forEach(this::send);
    count.letters().forEach(this::send);
    return rows;
  }

  private <R extends SpecificRecord & StatisticsRecord> Future<RecordMetadata> send(R row) {
    return producer.send(
        new ProducerRecord<>(
            Topics.STATISTICS.name(), Topics.STATISTICS.key().apply(row), codec.encode(row)));
  }

  /** After a commit: every row has its position. */
  private void trace(PartitionCount count, List<Future<RecordMetadata>> rows) {
    List<RecordSpan> counted = count.takeSpans();
    if (!counted.isEmpty()) {
      traces.committed(counted, rows.stream().map(Future::resultNow).toList());
    }
  }

  private void send(DeadLetter letter) {
    producer.send(
        new ProducerRecord<>(
            Topics.DEAD_LETTERS.name(), null, letter.place(), letter.value(), letter.headers()));
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
    Set<TopicPartition> distinct = new HashSet<>(assigned);
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(distinct);
    Map<TopicPartition, Long> ends = consumer.endOffsets(distinct);
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(distinct);
    for (TopicPartition partition : assigned) {
      OffsetAndMetadata offset = committed.get(partition);
      long published = offset == null ? 0 : offset.offset();
      long end = Objects.requireNonNull(ends.get(partition), "Kafka returns every end requested");
      if (published > end) {
        throw new KafkaException(
            "%s ends at offset %d but was counted up to %d, so the topic was created again; reset the offsets of group %s"
                .formatted(partition, end, published, group));
      }
      Set<Integer> versions = PublishedIn.versions(offset, rebuilds.serving());
      long beginning =
          Objects.requireNonNull(beginnings.get(partition), "Kafka returns every beginning");
      PartitionCount count =
          partitions
              .recall(partition)
              .orElseGet(() -> snapshots.restore(partition, versions, beginning, published));
      count.resume(published, versions);
      consumer.seek(partition, count.next());
      partitions.own(partition, count);
      LOG.info("counting partition={} from={} published={}", partition, count.next(), published);
    }
    partitions.forgetLost();
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
    publish();
    onPartitionsLost(revoked);
  }

  /**
   * Keeps the counts: the partitions may return to this instance, which then need not recount them.
   */
  @Override
  public void onPartitionsLost(Collection<TopicPartition> lost) {
    for (TopicPartition partition : lost) {
      rebuild.abandon(partition);
      partitions.lose(partition).ifPresent(count -> snapshots.store(partition, count));
    }
  }

  /** Leaves the group; publishes before if the membership still exists. */
  @Override
  public void close() {
    // Close the consumer first: on leaving the group it publishes through the producer.
    try (producer;
        rebuild) {
      consumer.close();
    } finally {
      partitions.loseAll();
    }
  }

  private static Map<String, Object> consumerSettings(
      String group, Map<String, Object> connection) {
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

  private static Map<String, Object> producerSettings(
      String group, Map<String, Object> connection) {
    Map<String, Object> settings = new HashMap<>(connection);
    // The group generation fences former owners, so the transactional id only has to be unique.
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group + "-" + UUID.randomUUID());
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    return settings;
  }
}
