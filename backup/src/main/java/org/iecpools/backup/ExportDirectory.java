package org.iecpools.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.common.TopicPartition;
import org.iecpools.backup.Manifest.ExportedPartition;
import org.iecpools.backup.Manifest.ExportedTopic;
import org.iecpools.backup.Manifest.Group;
import org.iecpools.backup.Manifest.Position;
import org.iecpools.backup.Manifest.StoredFile;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The files of an export. {@code manifest.json} is written last, so an export that was interrupted
 * has none. Its SHA-256 is next to it, in the format of {@code sha256sum}.
 */
final class ExportDirectory {

  static final String MANIFEST = "manifest.json";
  static final String CHECKSUM = MANIFEST + ".sha256";
  static final String REGISTRY = "registry.zip";
  static final String TOPICS = "topics";

  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(2);

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path directory;
  private final List<String> faults = new ArrayList<>();

  private ExportDirectory(Path directory) {
    this.directory = directory;
  }

  /** Writes the manifest and returns its SHA-256. */
  static String write(Path directory, Manifest manifest) throws IOException {
    byte[] json = JSON.writeValueAsBytes(manifest);
    String sha256 = Digests.of(json);
    PrivateFiles.write(
        directory.resolve(CHECKSUM),
        "%s  %s\n".formatted(sha256, MANIFEST).getBytes(StandardCharsets.UTF_8));
    PrivateFiles.write(directory.resolve(MANIFEST), json);
    return sha256;
  }

  /**
   * Reads the manifest and checks every file against it. Changes nothing.
   *
   * @param progress receives a sentence every two seconds
   * @throws BackupFailed with every fault
   */
  static Manifest checked(Path directory, Consumer<String> progress) {
    return new ExportDirectory(directory).checked(progress);
  }

  private Manifest checked(Consumer<String> progress) {
    Manifest manifest = manifest();
    checkTopics(manifest);
    checkGroups(manifest);
    long nextProgress = System.nanoTime() + PROGRESS_INTERVAL.toNanos();
    long done = 0;
    for (ExportedTopic topic : manifest.topics()) {
      for (ExportedPartition partition : topic.partitions()) {
        check(new TopicPartition(topic.name(), partition.partition()), partition);
        done += partition.file().bytes();
        if (System.nanoTime() > nextProgress) {
          progress.accept("checked %,d of %,d bytes".formatted(done, manifest.bytes()));
          nextProgress = System.nanoTime() + PROGRESS_INTERVAL.toNanos();
        }
      }
    }
    if (manifest.registry() != null) {
      isIntact(manifest.registry());
    }
    checkNothingElse(manifest);
    if (!faults.isEmpty()) {
      throw BackupFailed.of("%s cannot be imported".formatted(directory), faults);
    }
    return manifest;
  }

  private Manifest manifest() {
    byte[] json;
    String checksum;
    try {
      json = Files.readAllBytes(directory.resolve(MANIFEST));
      checksum = Files.readString(directory.resolve(CHECKSUM)).strip();
    } catch (IOException e) {
      throw new BackupFailed(
          "%s is not a complete export: %s".formatted(directory, unreadable(e)), e);
    }
    JsonNode tree;
    try {
      tree = JSON.readTree(json);
    } catch (JacksonException e) {
      throw new BackupFailed(
          "%s is not JSON: %s".formatted(directory.resolve(MANIFEST), e.getOriginalMessage()), e);
    }
    if (!tree.path("format").asString("").equals(Manifest.FORMAT)) {
      throw new BackupFailed(
          "%s is not the manifest of an export: its format is '%s', not '%s'"
              .formatted(
                  directory.resolve(MANIFEST), tree.path("format").asString(""), Manifest.FORMAT));
    }
    int version = tree.path("version").asInt(0);
    if (version < 1 || version > Manifest.VERSION) {
      throw new BackupFailed(
          "%s has version %d of the format, and this program reads versions 1 to %d: use the program that wrote it, or a later one"
              .formatted(directory.resolve(MANIFEST), version, Manifest.VERSION));
    }
    String sha256 = Digests.of(json);
    if (!checksum.equals(sha256 + "  " + MANIFEST)) {
      faults.add(
          "%s was changed: its SHA-256 is %s, and %s states '%s'"
              .formatted(MANIFEST, sha256, CHECKSUM, checksum));
    }
    try {
      return JSON.treeToValue(tree, Manifest.class);
    } catch (JacksonException e) {
      faults.add("%s cannot be read: %s".formatted(MANIFEST, e.getOriginalMessage()));
      throw BackupFailed.of("%s cannot be imported".formatted(directory), faults);
    }
  }

  private void checkTopics(Manifest manifest) {
    Map<String, Integer> counts = new HashMap<>();
    for (ExportedTopic topic : manifest.topics()) {
      if (!ExportedTopics.contains(topic.name())) {
        faults.add("%s is not a topic of this system".formatted(topic.name()));
      }
      if (counts.put(topic.name(), topic.partitions().size()) != null) {
        faults.add("%s is in the manifest twice".formatted(topic.name()));
      }
      for (int i = 0; i < topic.partitions().size(); i++) {
        if (topic.partitions().get(i).partition() != i) {
          faults.add("%s: partition %d is missing or repeated".formatted(topic.name(), i));
          break;
        }
      }
    }
    if (!counts.containsKey(Topics.ENVIRONMENT.name())) {
      faults.add("%s is missing".formatted(Topics.ENVIRONMENT.name()));
    }
    for (Topic<?> topic : Topics.OF_ONE_PARTITION) {
      int count = counts.getOrDefault(topic.name(), 1);
      if (count != 1) {
        faults.add("%s has %d partitions instead of 1".formatted(topic.name(), count));
      }
    }
    Map<Integer, Set<String>> byCount = new HashMap<>();
    Topics.ALL.stream()
        .filter(topic -> !Topics.OF_ONE_PARTITION.contains(topic))
        .map(Topic::name)
        .filter(counts::containsKey)
        .forEach(
            name ->
                byCount
                    .computeIfAbsent(counts.getOrDefault(name, 0), _ -> new TreeSet<>())
                    .add(name));
    if (byCount.size() > 1) {
      faults.add(
          "all topics need the same number of partitions, but "
              + byCount.entrySet().stream()
                  .map(e -> "%s have %d".formatted(String.join(", ", e.getValue()), e.getKey()))
                  .collect(Collectors.joining("; ")));
    }
  }

  private void checkGroups(Manifest manifest) {
    Set<TopicPartition> exported = new HashSet<>();
    for (ExportedTopic topic : manifest.topics()) {
      topic
          .partitions()
          .forEach(p -> exported.add(new TopicPartition(topic.name(), p.partition())));
    }
    for (Group group : manifest.groups()) {
      for (Position position : group.positions()) {
        TopicPartition partition = new TopicPartition(position.topic(), position.partition());
        if (position.offset() < 0 || !exported.contains(partition)) {
          faults.add(
              "group %s is at offset %d of %s, which the export does not have"
                  .formatted(group.id(), position.offset(), partition));
        }
      }
    }
  }

  private void check(TopicPartition partition, ExportedPartition stated) {
    if (!stated.file().path().equals(RecordFile.path(partition))) {
      faults.add(
          "the file of %s is '%s' instead of '%s'"
              .formatted(partition, stated.file().path(), RecordFile.path(partition)));
    } else if (isIntact(stated.file())) {
      checkRecords(partition, stated);
    }
  }

  private boolean isIntact(StoredFile stated) {
    Path file = directory.resolve(stated.path());
    try {
      long bytes = Files.size(file);
      if (bytes != stated.bytes()) {
        faults.add(
            "%s has %,d bytes instead of %,d".formatted(stated.path(), bytes, stated.bytes()));
        return false;
      }
      String sha256 = Digests.of(file);
      if (!sha256.equals(stated.sha256())) {
        faults.add(
            "%s was changed: its SHA-256 is %s instead of %s"
                .formatted(stated.path(), sha256, stated.sha256()));
        return false;
      }
      return true;
    } catch (IOException e) {
      faults.add(unreadable(e));
      return false;
    }
  }

  /** Checks what the manifest states about the records of an intact file. */
  private void checkRecords(TopicPartition partition, ExportedPartition stated) {
    long records = 0;
    @Nullable Long first = null;
    @Nullable Long last = null;
    try (RecordFile.Reader reader =
        new RecordFile.Reader(directory.resolve(stated.file().path()), partition)) {
      for (StoredRecord record = reader.next(); record != null; record = reader.next()) {
        if (last != null && record.offset() <= last) {
          faults.add(
              "%s: offset %d follows offset %d"
                  .formatted(stated.file().path(), record.offset(), last));
          return;
        }
        records++;
        first = first == null ? Long.valueOf(record.offset()) : first;
        last = record.offset();
      }
    } catch (IOException | AvroRuntimeException e) {
      faults.add("%s %s".formatted(stated.file().path(), e.getMessage()));
      return;
    }
    if (records != stated.records()
        || !Objects.equals(first, stated.first())
        || !Objects.equals(last, stated.last())) {
      faults.add(
          "%s has %,d records with offsets %s to %s, and the manifest states %,d with %s to %s"
              .formatted(
                  stated.file().path(),
                  records,
                  first,
                  last,
                  stated.records(),
                  stated.first(),
                  stated.last()));
    }
    if (stated.start() < 0
        || stated.end() < stated.start()
        || (first != null && first < stated.start())
        || (last != null && last >= stated.end())) {
      faults.add(
          "%s: records with offsets %s to %s are not between start %d and end %d"
              .formatted(partition, first, last, stated.start(), stated.end()));
    }
  }

  /** A file that the manifest does not list may be from another export. */
  private void checkNothingElse(Manifest manifest) {
    Set<String> listed = new HashSet<>();
    manifest
        .topics()
        .forEach(topic -> topic.partitions().forEach(p -> listed.add(p.file().path())));
    try (Stream<Path> files = Files.list(directory.resolve(TOPICS))) {
      files
          .map(file -> TOPICS + "/" + file.getFileName())
          .filter(path -> !listed.contains(path))
          .sorted()
          .forEach(path -> faults.add("%s is not in the manifest".formatted(path)));
    } catch (IOException e) {
      faults.add(unreadable(e));
    }
  }

  private static String unreadable(IOException e) {
    return e instanceof NoSuchFileException
        ? "%s is missing".formatted(e.getMessage())
        : "%s cannot be read (%s)".formatted(e.getMessage(), e.getClass().getSimpleName());
  }
}
