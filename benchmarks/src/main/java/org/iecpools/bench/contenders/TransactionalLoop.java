package org.iecpools.bench.contenders;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolIds;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaRegistry;

/**
 * A limit, not a system: plain read-process-write loops with exactly-once transactions. State is in
 * hash maps and lost at the end; there is no validation, no HTTP and no dashboard.
 *
 * <p>The first loop decodes a profile, looks its candidate up and writes {@code PoolEntered}. With
 * three loops, the second decodes that event and writes it again, keyed by its country. The third
 * decodes it, looks the candidate up in its country and writes it keyed by candidate, as a service
 * writes a state. Each loop has a thread, a consumer and a producer of its own.
 */
public final class TransactionalLoop {

  private TransactionalLoop() {}

  /** Turns an input record into an output record; empty if there is nothing to write. */
  @FunctionalInterface
  private interface Step {
    Optional<ProducerRecord<String, byte[]>> apply(byte[] value) throws EventCodec.Undecodable;
  }

  /**
   * Runs until SIGTERM; prints {@code ready} when all loops read.
   *
   * <p>Arguments: the broker, the registry, the commit interval in milliseconds, and the topics in
   * the order of the flow: two for one loop, four for three loops.
   */
  public static void main(String... arguments) throws InterruptedException {
    EventCodec codec = new EventCodec(new SchemaRegistry(URI.create(arguments[1])));
    codec.preload();
    List<String> topics = List.of(arguments).subList(3, arguments.length);
    List<Step> steps =
        switch (topics.size()) {
          case 2 -> List.of(decide(codec, topics.get(1)));
          case 4 ->
              List.of(
                  decide(codec, topics.get(1)),
                  keyByCountry(codec, topics.get(2)),
                  store(codec, topics.get(3)));
          default -> throw new IllegalArgumentException("two or four topics: " + topics);
        };
    // Without one of its loops, the contender must not go on.
    Thread.setDefaultUncaughtExceptionHandler(
        (_, e) -> {
          e.printStackTrace();
          Runtime.getRuntime().halt(1);
        });
    List<Thread> threads = new ArrayList<>();
    for (int hop = 0; hop < steps.size(); hop++) {
      Loop loop =
          new Loop(arguments[0], Long.parseLong(arguments[2]), topics.get(hop), steps.get(hop));
      threads.add(Thread.ofPlatform().name("hop-" + (hop + 1)).start(loop));
    }
    System.out.println("ready");
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static Step decide(EventCodec codec, String output) {
    Map<UUID, UUID> profileOf = new HashMap<>();
    return value -> {
      if (!(codec.decode(value) instanceof ProfileSubmitted profile)
          || profileOf.putIfAbsent(profile.getCandidateId(), profile.getProfileId()) != null) {
        return Optional.empty();
      }
      PoolEntered entered = Decisions.entered(profile);
      return Optional.of(
          new ProducerRecord<>(
              output, profile.getCandidateId().toString(), codec.encode((SpecificRecord) entered)));
    };
  }

  private static Step keyByCountry(EventCodec codec, String output) {
    return value ->
        codec.decode(value) instanceof PoolEntered entered
            ? Optional.of(new ProducerRecord<>(output, PoolIds.country(entered.getPool()), value))
            : Optional.empty();
  }

  private static Step store(EventCodec codec, String output) {
    Map<String, Set<UUID>> candidates = new HashMap<>();
    return value -> {
      if (!(codec.decode(value) instanceof PoolEntered entered)
          || !candidates
              .computeIfAbsent(entered.getPool().getCountry(), _ -> new HashSet<>())
              .add(entered.getCandidateId())) {
        return Optional.empty();
      }
      return Optional.of(new ProducerRecord<>(output, entered.getCandidateId().toString(), value));
    };
  }

  /** Reads one topic, and commits output and offsets together after each interval. */
  private static final class Loop implements Runnable {

    private final Step step;
    private final long commitIntervalNanos;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<String, byte[]> producer;

    Loop(String bootstrapServers, long commitIntervalMs, String input, Step step) {
      this.step = step;
      this.commitIntervalNanos = TimeUnit.MILLISECONDS.toNanos(commitIntervalMs);
      String name = input + "-loop";
      Map<String, Object> reading = new HashMap<>(Inputs.FETCH);
      reading.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
      reading.put(ConsumerConfig.GROUP_ID_CONFIG, name);
      reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
      reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
      reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
      this.consumer =
          new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      this.producer =
          new KafkaProducer<>(
              Map.of(
                  ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                  bootstrapServers,
                  ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                  name,
                  ProducerConfig.COMPRESSION_TYPE_CONFIG,
                  "lz4",
                  // A commit ends the wait, so this is never longer than the commit interval.
                  ProducerConfig.LINGER_MS_CONFIG,
                  (int) commitIntervalMs,
                  ProducerConfig.BATCH_SIZE_CONFIG,
                  128 << 10),
              new StringSerializer(),
              new ByteArraySerializer());
      consumer.assign(
          consumer.partitionsFor(input).stream()
              .map(partition -> new TopicPartition(input, partition.partition()))
              .toList());
      producer.initTransactions();
    }

    @Override
    public void run() {
      Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
      long began = 0;
      while (true) {
        ConsumerRecords<byte[], byte[]> records =
            consumer.poll(
                read.isEmpty()
                    ? Duration.ofSeconds(1)
                    : Duration.ofNanos(
                        Math.max(0, began + commitIntervalNanos - System.nanoTime())));
        // A poll may pass transaction markers only, which need no transaction.
        if (!records.isEmpty()) {
          if (read.isEmpty()) {
            producer.beginTransaction();
            began = System.nanoTime();
          }
          read.putAll(records.nextOffsets());
        }
        for (ConsumerRecord<byte[], byte[]> record : records) {
          try {
            step.apply(record.value()).ifPresent(producer::send);
          } catch (EventCodec.Undecodable e) {
            throw new IllegalStateException("cannot decode " + record, e);
          }
        }
        if (!read.isEmpty() && System.nanoTime() - began >= commitIntervalNanos) {
          producer.sendOffsetsToTransaction(read, consumer.groupMetadata());
          producer.commitTransaction();
          read.clear();
        }
      }
    }
  }
}
