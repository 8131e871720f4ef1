package org.iecpools.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.iecpools.backup.Manifest.ExportedPartition;
import org.iecpools.backup.Manifest.ExportedTopic;
import org.iecpools.backup.Manifest.Group;
import org.iecpools.backup.Manifest.Position;
import org.iecpools.backup.Manifest.StoredFile;
import org.iecpools.kafka.SchemaRegistry.Registered;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged exports: every fault is found before anything is written. */
class ExportDirectoryTest {

  private static final String POOLS = "iec.pools";

  @TempDir private Path directory;
  private Manifest manifest;

  @BeforeEach
  void anExport() throws IOException {
    PrivateFiles.createDirectories(directory.resolve(ExportDirectory.TOPICS));
    byte[] dump = "PK".getBytes(StandardCharsets.UTF_8);
    PrivateFiles.write(directory.resolve(ExportDirectory.REGISTRY), dump);
    manifest =
        new Manifest(
            Manifest.FORMAT,
            Manifest.VERSION,
            Instant.parse("2026-11-29T08:00:00Z"),
            "aEVlXQIgQLi7rv6PjvD64Q",
            List.of(topic("iec.environment", 1), topic(POOLS, 2), topic("iec.profiles", 2)),
            List.of(new Group("pool-service", List.of(new Position(POOLS, 1, 12, "AQ==")))),
            List.of(new Registered("org.iecpools.events.PoolLeft", 1, 7, "{}")),
            new StoredFile(ExportDirectory.REGISTRY, dump.length, Digests.of(dump)));
    ExportDirectory.write(directory, manifest);
  }

  private ExportedTopic topic(String name, int partitions) throws IOException {
    List<ExportedPartition> files = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      try (RecordFile.Writer writer =
          new RecordFile.Writer(directory, new TopicPartition(name, i))) {
        for (long offset : List.of(2L, 3L, 5L, 9L)) {
          writer.append(record(name, i, offset));
        }
        files.add(writer.finish(1, 12));
      }
    }
    return new ExportedTopic(name, Map.of("cleanup.policy", "delete"), files);
  }

  private static ConsumerRecord<byte[], byte[]> record(String topic, int partition, long offset) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("iec-é", new byte[] {1, 2});
    headers.add("empty", null);
    return new ConsumerRecord<>(
        topic,
        partition,
        offset,
        1_600_000_000_000L + offset,
        TimestampType.CREATE_TIME,
        -1,
        -1,
        offset == 3 ? null : new byte[] {(byte) offset},
        offset == 5 ? null : new byte[] {0, 0, 0, 0, (byte) offset},
        headers,
        Optional.empty());
  }

  @Test
  void anIntactExportIsReadAsItWasWritten() throws IOException {
    assertThat(checked()).isEqualTo(manifest);
    TopicPartition partition = new TopicPartition(POOLS, 1);
    try (RecordFile.Reader reader =
        new RecordFile.Reader(directory.resolve(RecordFile.path(partition)), partition)) {
      for (long offset : List.of(2L, 3L, 5L, 9L)) {
        ConsumerRecord<byte[], byte[]> expected = record(POOLS, 1, offset);
        assertThat(reader.next())
            .usingRecursiveComparison()
            .isEqualTo(
                new StoredRecord(
                    offset,
                    expected.timestamp(),
                    expected.key(),
                    expected.value(),
                    List.of(expected.headers().toArray())));
      }
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  void nobodyElseCanReadTheFiles() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(f -> !f.equals(directory)).toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
      }
    }
  }

  @Test
  void theManifestHasTheFormatOfSha256sum() throws IOException {
    assertThat(directory.resolve(ExportDirectory.CHECKSUM))
        .hasContent(
            Digests.of(Files.readAllBytes(directory.resolve(ExportDirectory.MANIFEST)))
                + "  manifest.json");
  }

  @Test
  void anExportThatWasInterruptedHasNoManifest() throws IOException {
    Files.delete(directory.resolve(ExportDirectory.MANIFEST));

    assertRefused("is not a complete export", "manifest.json is missing");
  }

  /** One flipped bit anywhere, in any file. */
  @Test
  void everyChangedByteIsFound() throws IOException {
    Random random = new Random(1);
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    assertThat(files).hasSize(8);
    for (Path file : files) {
      byte[] right = Files.readAllBytes(file);
      for (int i = 0; i < 20; i++) {
        byte[] wrong = right.clone();
        wrong[random.nextInt(wrong.length)] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, wrong);

        assertThatThrownBy(this::checked).as(file.toString()).isInstanceOf(BackupFailed.class);
      }
      Files.write(file, right);
    }
    assertThat(checked()).isEqualTo(manifest);
  }

  @Test
  void allFaultsAreReportedAtOnce() throws IOException {
    Files.delete(directory.resolve("topics/iec.pools-0.avro"));
    Path truncated = directory.resolve("topics/iec.pools-1.avro");
    byte[] content = Files.readAllBytes(truncated);
    Files.write(truncated, Arrays.copyOf(content, content.length / 2));
    Path changed = directory.resolve("topics/iec.profiles-0.avro");
    content = Files.readAllBytes(changed);
    content[content.length / 2] ^= 1;
    Files.write(changed, content);
    Files.writeString(directory.resolve("topics/iec.rounds-0.avro"), "");
    Files.delete(directory.resolve(ExportDirectory.REGISTRY));

    assertRefused(
        "faults: 5",
        "topics/iec.pools-0.avro is missing",
        "topics/iec.pools-1.avro has ",
        "topics/iec.profiles-0.avro was changed",
        "topics/iec.rounds-0.avro is not in the manifest",
        "registry.zip is missing");
  }

  @Test
  void aChangedManifestIsFound() throws IOException {
    Path file = directory.resolve(ExportDirectory.MANIFEST);
    Files.writeString(file, Files.readString(file).replace("PoolLeft", "PoolLost"));

    assertRefused("faults: 1", "manifest.json was changed: its SHA-256 is ");
  }

  @Test
  void aForeignManifestIsRefused() throws IOException {
    Files.writeString(directory.resolve(ExportDirectory.MANIFEST), "{\"name\": \"app\"}");
    assertRefused("is not the manifest of an export: its format is ''");

    Files.writeString(directory.resolve(ExportDirectory.MANIFEST), "topics: []");
    assertRefused("is not JSON");
  }

  @Test
  void aLaterVersionOfTheFormatIsRefused() throws IOException {
    Path file = directory.resolve(ExportDirectory.MANIFEST);
    Files.writeString(
        file, Files.readString(file).replaceFirst("\"version\" : 1", "\"version\" : 2"));

    assertRefused("has version 2 of the format", "reads versions 1 to 1");
  }

  // ---- manifests with the right checksum that state something wrong

  @Test
  void aWrongNumberOfPartitionsIsFound() throws IOException {
    rewrite(
        topics ->
            topics.stream()
                .map(
                    topic ->
                        topic.name().equals(POOLS)
                            ? new ExportedTopic(
                                POOLS, topic.settings(), topic.partitions().subList(0, 1))
                            : topic)
                .toList());

    assertRefused(
        "faults: 3",
        "all topics need the same number of partitions, but iec.pools have 1; iec.profiles have 2",
        "group pool-service is at offset 12 of iec.pools-1, which the export does not have",
        "topics/iec.pools-1.avro is not in the manifest");
  }

  @Test
  void otherRecordsThanStatedAreFound() throws IOException {
    rewrite(
        topics ->
            topics.stream()
                .map(
                    topic ->
                        new ExportedTopic(
                            topic.name(),
                            topic.settings(),
                            topic.partitions().stream()
                                .map(
                                    p ->
                                        topic.name().equals(POOLS) && p.partition() == 0
                                            ? new ExportedPartition(0, 3, 9, 5, 2L, 9L, p.file())
                                            : p)
                                .toList()))
                .toList());

    assertRefused(
        "faults: 2",
        "topics/iec.pools-0.avro has 4 records with offsets 2 to 9, and the manifest states 5",
        "iec.pools-0: records with offsets 2 to 9 are not between start 3 and end 9");
  }

  @Test
  void topicsOfOthersAndMissingOnesAreFound() throws IOException {
    rewrite(topics -> List.of(new ExportedTopic("orders", Map.of(), List.of())));

    assertRefused("orders is not a topic of this system", "iec.environment is missing");
  }

  private void rewrite(UnaryOperator<List<ExportedTopic>> topics) throws IOException {
    Files.delete(directory.resolve(ExportDirectory.MANIFEST));
    Files.delete(directory.resolve(ExportDirectory.CHECKSUM));
    ExportDirectory.write(
        directory,
        new Manifest(
            manifest.format(),
            manifest.version(),
            manifest.exportedAt(),
            manifest.clusterId(),
            topics.apply(manifest.topics()),
            manifest.groups(),
            manifest.schemas(),
            manifest.registry()));
  }

  private Manifest checked() {
    return ExportDirectory.checked(directory, _ -> {});
  }

  private void assertRefused(String... parts) {
    ThrowingCallable reading = this::checked;
    assertThatThrownBy(reading).isInstanceOf(BackupFailed.class).hasMessageContainingAll(parts);
  }
}
