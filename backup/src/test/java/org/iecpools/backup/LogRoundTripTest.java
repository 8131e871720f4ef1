package org.iecpools.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.NewTopics;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.LocalBroker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From one broker to another, without a registry. */
class LogRoundTripTest {

  private static final String CHANGELOG = "pool-service-candidacies-changelog";
  private static final String REPARTITION = "invitation-service-by-country-repartition";

  @TempDir private Path directory;

  private LocalBroker source;
  private Admin admin;

  @BeforeEach
  void topics() throws Exception {
    source = LocalBroker.start();
    admin = Admin.create(Map.of("bootstrap.servers", source.bootstrapServers()));
    NewTopics.create(
        admin,
        List.of(
            new NewTopic(Topics.ENVIRONMENT.name(), 1, (short) 1)
                .configs(Topics.ENVIRONMENT.settings()),
            new NewTopic(Topics.POOLS.name(), 2, (short) 1).configs(Topics.POOLS.settings()),
            new NewTopic(Topics.PROFILES.name(), 2, (short) 1).configs(Topics.PROFILES.settings()),
            new NewTopic(CHANGELOG, 2, (short) 1).configs(Map.of("cleanup.policy", "compact")),
            new NewTopic(REPARTITION, 2, (short) 1)
                .configs(Map.of("cleanup.policy", "delete", "retention.ms", "-1")),
            new NewTopic("of-somebody-else", 1, (short) 1)));
  }

  @AfterEach
  void stop() {
    admin.close();
    source.close();
  }

  @Test
  void everyRecordSettingAndPositionIsTheSame() throws Exception {
    // given records in and outside of transactions, committed and aborted, and deleted ones
    write(new Random(3));
    admin
        .deleteRecords(
            Map.of(
                new TopicPartition(REPARTITION, 0), RecordsToDelete.beforeOffset(1),
                new TopicPartition(REPARTITION, 1), RecordsToDelete.beforeOffset(20)))
        .all()
        .get();
    admin
        .alterConsumerGroupOffsets(
            "upstream-1",
            Map.of(new TopicPartition(Topics.POOLS.name(), 1), new OffsetAndMetadata(3, "note")))
        .all()
        .get();

    // when they are exported and imported
    Manifest manifest = export();
    try (LocalBroker target = LocalBroker.start()) {
      Cluster copy = cluster(target);
      try (ClusterAdmin to = new ClusterAdmin(copy)) {
        assertThat(LogImport.faults(to, manifest, true)).isEmpty();
        assertThat(LogImport.faults(to, manifest, false))
            .singleElement()
            .asString()
            .startsWith("the cluster id is ");
        assertThat(new LogImport(copy, to, directory, manifest, _ -> {}).run()).isZero();

        // then everything is the same
        try (ClusterAdmin from = new ClusterAdmin(cluster(source))) {
          Set<String> topics = from.topics();
          assertThat(topics).hasSize(5).doesNotContain("of-somebody-else");
          assertThat(to.topics()).isEqualTo(topics);
          List<TopicPartition> partitions = from.partitions(topics);
          assertThat(to.partitions(topics)).containsExactlyInAnyOrderElementsOf(partitions);
          assertThat(to.settings(topics)).isEqualTo(from.settings(topics));
          assertThat(to.starts(partitions)).isEqualTo(from.starts(partitions));
          assertThat(to.cut(partitions)).isEqualTo(from.cut(partitions));
          assertThat(to.positions()).containsOnlyKeys("pool-service", "upstream-1");
          assertThat(committed(target, partitions))
              .hasSizeGreaterThan(200)
              .isEqualTo(committed(source, partitions));
        }

        // and a second import is refused
        assertThat(LogImport.faults(to, manifest, true))
            .hasSize(7)
            .anyMatch(fault -> fault.startsWith("topic iec.pools exists, with "))
            .anyMatch(fault -> fault.startsWith("group pool-service has committed "));
      }
    }
  }

  /** Each transaction writes one record to each of two partitions, and a position. */
  @Test
  void anExportOfABusyStackEndsBetweenTransactions() throws Exception {
    CountDownLatch isRunning = new CountDownLatch(20);
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (KafkaProducer<byte[], byte[]> producer = producer("pool-service-busy")) {
                    producer.initTransactions();
                    for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
                      producer.beginTransaction();
                      var _ = producer.send(record(Topics.POOLS.name(), 0, i));
                      producer.flush();
                      var _ = producer.send(record(CHANGELOG, 1, i));
                      producer.sendOffsetsToTransaction(
                          Map.of(
                              new TopicPartition(Topics.PROFILES.name(), 0),
                              new OffsetAndMetadata(i + 1)),
                          new ConsumerGroupMetadata("pool-service"));
                      producer.commitTransaction();
                      isRunning.countDown();
                      Thread.sleep(i % 4 * 10L);
                    }
                  } catch (InterruptedException | KafkaException e) {
                    // The end of the test.
                  }
                });
    assertThat(isRunning.await(60, TimeUnit.SECONDS)).isTrue();

    Manifest manifest = export();

    writer.interrupt();
    writer.join(Duration.ofSeconds(30));
    long outputs = records(manifest, Topics.POOLS.name(), 0);
    assertThat(outputs).isGreaterThanOrEqualTo(20);
    assertThat(records(manifest, CHANGELOG, 1)).isEqualTo(outputs);
    assertThat(manifest.groups())
        .singleElement()
        .satisfies(group -> assertThat(group.positions().getFirst().offset()).isEqualTo(outputs));
  }

  private static long records(Manifest manifest, String topic, int partition) {
    return manifest.topics().stream()
        .filter(t -> t.name().equals(topic))
        .mapToLong(t -> t.partitions().get(partition).records())
        .sum();
  }

  private void write(Random random) throws Exception {
    try (KafkaProducer<byte[], byte[]> plain = producer(null);
        KafkaProducer<byte[], byte[]> transactions = producer("pool-service-test")) {
      plain.send(record(Topics.ENVIRONMENT.name(), 0, 1)).get();
      transactions.initTransactions();
      for (int i = 0; i < 60; i++) {
        for (int n = random.nextInt(4); n > 0; n--) {
          plain.send(any(random)).get();
        }
        transactions.beginTransaction();
        for (int n = random.nextInt(10); n > 0; n--) {
          var _ = transactions.send(any(random));
        }
        if (random.nextInt(4) == 0) {
          transactions.flush();
          transactions.abortTransaction();
        } else {
          transactions.sendOffsetsToTransaction(
              Map.of(
                  new TopicPartition(Topics.PROFILES.name(), 0), new OffsetAndMetadata(0, "x" + i)),
              new ConsumerGroupMetadata("pool-service"));
          transactions.commitTransaction();
        }
      }
    }
  }

  private static ProducerRecord<byte[], byte[]> any(Random random) {
    String topic =
        List.of(Topics.POOLS.name(), Topics.PROFILES.name(), CHANGELOG, REPARTITION)
            .get(random.nextInt(4));
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic,
            random.nextInt(2),
            1_600_000_000_000L + random.nextInt(),
            random.nextInt(5) == 0 && !topic.equals(CHANGELOG)
                ? null
                : ("key " + random.nextInt(9)).getBytes(StandardCharsets.UTF_8),
            random.nextInt(5) == 0 ? null : new byte[random.nextInt(50)]);
    for (int n = random.nextInt(3); n > 0; n--) {
      record.headers().add(new RecordHeader("h" + n, n == 1 ? null : new byte[] {(byte) n}));
    }
    return record;
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, int partition, int number) {
    byte[] text = ("" + number).getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(topic, partition, text, text);
  }

  private KafkaProducer<byte[], byte[]> producer(String transactionalId) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", source.bootstrapServers());
    if (transactionalId != null) {
      settings.put("transactional.id", transactionalId);
    }
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Manifest export() throws Exception {
    PrivateFiles.createDirectories(directory.resolve(ExportDirectory.TOPICS));
    Cluster cluster = cluster(source);
    try (ClusterAdmin from = new ClusterAdmin(cluster)) {
      LogExport.Result result = new LogExport(cluster, from, directory, _ -> {}).run();
      ExportDirectory.write(
          directory,
          new Manifest(
              Manifest.FORMAT,
              Manifest.VERSION,
              Instant.now(),
              from.clusterId(),
              result.topics(),
              result.groups(),
              List.of(),
              null));
    }
    return ExportDirectory.checked(directory, _ -> {});
  }

  private static Cluster cluster(LocalBroker broker) {
    return new Cluster(
        broker.bootstrapServers(), URI.create("http://127.0.0.1:1"), ClientConfig.NONE);
  }

  /** All committed records as text. */
  private static Map<TopicPartition, List<String>> committedByPartition(
      LocalBroker broker, List<TopicPartition> partitions) {
    Map<TopicPartition, List<String>> records = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> r : consumer.poll(Duration.ofMillis(100))) {
          records
              .computeIfAbsent(new TopicPartition(r.topic(), r.partition()), _ -> new ArrayList<>())
              .add(
                  "%s-%d/%d at %d: %s=%s %s"
                      .formatted(
                          r.topic(),
                          r.partition(),
                          r.offset(),
                          r.timestamp(),
                          Arrays.toString(r.key()),
                          Arrays.toString(r.value()),
                          r.headers()));
        }
      }
    }
    return records;
  }

  private static List<String> committed(LocalBroker broker, List<TopicPartition> partitions) {
    Map<TopicPartition, List<String>> records = committedByPartition(broker, partitions);
    return partitions.stream().flatMap(p -> records.getOrDefault(p, List.of()).stream()).toList();
  }
}
