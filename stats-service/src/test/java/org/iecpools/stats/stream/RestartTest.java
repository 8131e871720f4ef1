package org.iecpools.stats.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.iecpools.stats.domain.Story.NOON;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.iecpools.events.Event;
import org.iecpools.events.RebuildOrdered;
import org.iecpools.kafka.NewTopics;
import org.iecpools.kit.TestBroker;
import org.iecpools.stats.domain.Fact;
import org.iecpools.stats.domain.PoolIndex;
import org.iecpools.stats.domain.Tally;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** Tests on a real broker what a restarted instance reads: its snapshots or the log. */
class RestartTest {

  private static final int HISTORY = 2_000;
  private static final int LATER = 300;

  @TempDir Path directory;
  private final TestBroker broker = Loops.broker();
  private final Loops loops = new Loops(broker);
  private final List<Event> events = Loops.history(new Random(20_261_128), HISTORY + LATER);

  /** One instance counts the history and is closed. */
  @BeforeEach
  void count() {
    loops.launch(directory);
    events.subList(0, HISTORY).forEach(loops::send);
    loops.flush();
    loops.awaitAllCounted();
    loops.running.removeFirst().close();
  }

  @AfterEach
  void end() {
    loops.close();
    broker.close();
  }

  @Test
  void aRestartReadsTheSnapshotsAndThenOnlyLaterRecords() {
    MeterRegistry meters = loops.launch(directory);
    List<Event> later = new ArrayList<>(events.subList(HISTORY, HISTORY + LATER));
    // Late duplicates of facts in the snapshots.
    later.addAll(events.subList(0, LATER));
    Collections.shuffle(later, new Random(1));
    later.forEach(loops::send);
    loops.flush();
    loops.awaitAllCounted();

    assertThat(Loops.recordsRead(meters)).isEqualTo(later.size());
    assertThat(meters.get("iec.stats.facts.file.bytes").gauge().value()).isPositive();
    assertNumbersAreEqual();
  }

  @Test
  void aStaleSnapshotIsContinued() throws IOException {
    Path stale = directory.resolveSibling(directory.getFileName() + "-stale");
    FileSystemUtils.copyRecursively(directory, stale);
    loops.launch(directory);
    events.subList(HISTORY, HISTORY + 200).forEach(loops::send);
    loops.flush();
    loops.awaitAllCounted();
    loops.running.removeFirst().close();

    MeterRegistry meters = loops.launch(stale);
    events.subList(HISTORY + 200, HISTORY + LATER).forEach(loops::send);
    loops.flush();
    loops.awaitAllCounted();

    assertThat(Loops.recordsRead(meters)).isEqualTo(LATER);
    assertNumbersAreEqual();
    loops.running.removeFirst().close();
    FileSystemUtils.deleteRecursively(stale);
  }

  @Test
  void anInstanceWithoutSnapshotsRecounts() throws IOException {
    FileSystemUtils.deleteRecursively(directory);

    assertRecounted();
  }

  @Test
  void damagedSnapshotsAreRecounted() {
    forEach("snapshot", file -> change(file, bytes -> bytes[bytes.length / 2] ^= 4));

    assertRecounted();
  }

  @Test
  void damagedFactsAreRecounted() {
    forEach(".facts", file -> change(file, bytes -> bytes[bytes.length / 3] ^= 1));
    forEach("snapshot", this::deleteIfWithoutFacts);

    assertRecounted();
  }

  @Test
  void halfWrittenSnapshotsAreRecounted() {
    forEach(
        "snapshot",
        file -> {
          byte[] bytes = read(file);
          write(file, Arrays.copyOf(bytes, bytes.length / 2));
        });

    assertRecounted();
  }

  @Test
  void snapshotsOfAnotherProgramAreRecounted() {
    loops.program = "another program";

    assertRecounted();
  }

  @Test
  void snapshotsOfAnotherLogAreRecounted() throws Exception {
    List<String> topics = List.copyOf(CountedPartitions.topics());
    loops.admin.deleteTopics(topics).all().get();
    loops.admin.deleteConsumerGroups(List.of("stats-service")).all().get();
    await()
        .atMost(Loops.TIMEOUT)
        .until(() -> Collections.disjoint(loops.admin.listTopics().names().get(), topics));
    NewTopics.create(
        loops.admin,
        SumsLoop.SOURCES.stream()
            .map(
                topic ->
                    new NewTopic(topic.name(), TestBroker.PARTITIONS, (short) 1)
                        .configs(topic.settings()))
            .toList());
    events.subList(0, HISTORY).forEach(loops::send);
    loops.flush();

    assertRecounted();
  }

  @Test
  void snapshotsAheadOfTheCommittedOffsetsAreRecounted() throws Exception {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    loops
        .admin
        .listConsumerGroupOffsets("stats-service")
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach(
            (partition, offset) ->
                offsets.put(partition, new OffsetAndMetadata(offset.offset() / 2)));
    loops.admin.alterConsumerGroupOffsets("stats-service", offsets).all().get();

    assertRecounted();
  }

  @Test
  void aRebuildReadsTheLogAndMakesEarlierSnapshotsUnusable() throws IOException {
    Path before = directory.resolveSibling(directory.getFileName() + "-before");
    FileSystemUtils.copyRecursively(directory, before);
    MeterRegistry meters = loops.launch(directory);
    loops.write(new RebuildOrdered(1, NOON, List.of()));
    await()
        .atMost(Loops.TIMEOUT)
        .until(
            () -> {
              loops.follow();
              return loops.rebuilds.serving() == 1;
            });
    assertThat(Loops.recordsRead(meters)).isEqualTo(HISTORY);
    loops.running.removeFirst().close();

    // The recounted version has snapshots of its own, and the earlier ones are recounted.
    MeterRegistry restarted = loops.launch(directory);
    await().atMost(Loops.TIMEOUT).until(() -> loops.running.getFirst().isRunning());
    loops.awaitAllCounted();
    loops.running.removeFirst().close();
    assertThat(Loops.recordsRead(restarted)).isZero();
    FileSystemUtils.deleteRecursively(directory);
    FileSystemUtils.copyRecursively(before, directory);
    FileSystemUtils.deleteRecursively(before);
    assertRecounted();
  }

  /** Restarts the instance; all of its records are read again, and the numbers are equal. */
  private void assertRecounted() {
    MeterRegistry meters = loops.launch(directory);
    events.subList(HISTORY, HISTORY + LATER).forEach(loops::send);
    loops.flush();
    loops.awaitAllCounted();

    assertThat(Loops.recordsRead(meters)).isEqualTo(HISTORY + LATER);
    assertNumbersAreEqual();

    // It has stored what it recounted.
    loops.running.removeFirst().close();
    MeterRegistry restarted = loops.launch(directory);
    loops.send(events.getFirst());
    loops.flush();
    loops.awaitAllCounted();
    assertThat(Loops.recordsRead(restarted)).isOne();
  }

  private void assertNumbersAreEqual() {
    Tally naive = new Tally("naive", 0, new PoolIndex());
    events.forEach(event -> Fact.of(event).ifPresent(naive::count));
    // Offsets may be readable before the rows of the same transaction.
    await()
        .atMost(Loops.TIMEOUT)
        .untilAsserted(
            () -> {
              loops.follow();
              assertThat(Loops.byDay(loops.ledger)).isEqualTo(Loops.byDay(naive));
            });
  }

  private void deleteIfWithoutFacts(Path snapshot) {
    try (Stream<Path> files = Files.list(snapshot.getParent())) {
      if (files.count() == 1) {
        Files.delete(snapshot);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void change(Path file, Consumer<byte[]> change) {
    byte[] bytes = read(file);
    change.accept(bytes);
    write(file, bytes);
  }

  private void forEach(String suffix, Consumer<Path> use) {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> chosen = files.filter(file -> file.toString().endsWith(suffix)).toList();
      assertThat(chosen).isNotEmpty();
      chosen.stream().filter(Files::isRegularFile).forEach(use);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
