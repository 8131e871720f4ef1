package org.iecpools.stats.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.events.ClosedCause.LOI_ISSUED;
import static org.iecpools.events.ClosedCause.NOT_ANSWERED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.iecpools.events.Category;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.stats.domain.Fact;
import org.iecpools.stats.domain.PoolIndex;
import org.iecpools.stats.domain.Story;
import org.iecpools.stats.domain.Tally;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that a snapshot is read as it was written, or not at all. */
class SnapshotsTest {

  private static final SnapshotKey KEY =
      new SnapshotKey("program", 3, "cluster", "topic-id", "iec.pools", 2);
  private static final SnapshotPosition POSITION = new SnapshotPosition(1, 7, 100);

  private static final PoolId OTHER = PoolIds.of(2025, "FR", Category.WORKING_HOLIDAY);

  @TempDir Path directory;
  private Path its;
  private Snapshots snapshots;

  @BeforeEach
  void open() {
    snapshots = new Snapshots(directory);
    its = directory.resolve("iec.pools-2");
  }

  @AfterEach
  void close() {
    snapshots.close();
  }

  @Test
  void aSnapshotIsReadAsItWasWritten() throws IOException {
    Tally tally = tally(1_500);

    Map<Path, byte[]> files = written(tally);

    assertThat(files).hasSize(3);
    Tally restored = read(POSITION);
    assertThat(restored.facts()).isEqualTo(tally.facts());
    for (long place = 0; place < 3_000; place += 100) {
      assertThat(restored.candidates(Story.POOL, place))
          .isEqualTo(tally.candidates(Story.POOL, place));
    }
    count(restored, 0, 1_500);
    assertThat(restored.changes()).isEmpty();
    count(restored, 1_500, 1_600);
    count(tally, 1_500, 1_600);
    assertThat(restored.changes()).isEqualTo(tally.changes());
  }

  @RepeatedTest(40)
  void aRestoredCountContinuesAsIfItHadNotBeenStored(RepetitionInfo repetition) throws IOException {
    Random random = new Random(repetition.getCurrentRepetition());
    List<Fact> history = Stream.generate(() -> fact(random)).limit(600).toList();
    int stored = random.nextInt(600);
    Tally naive = new Tally("iec.pools", 2, new PoolIndex());
    Tally tally = new Tally("iec.pools", 2, new PoolIndex());
    for (int i = 0; i < stored; i++) {
      for (Tally its : List.of(naive, tally)) {
        its.at(i);
        its.count(history.get(i));
      }
      if (random.nextInt(40) == 0) {
        tally.seal();
      }
      if (random.nextInt(100) == 0) {
        naive.settle(Story.POOL, i);
        tally.settle(Story.POOL, i);
      }
    }
    naive.forgetChanges();

    written(tally);
    Tally restored = read(POSITION);

    for (int i = stored; i < 600; i++) {
      for (Tally its : List.of(naive, restored)) {
        its.at(i);
        its.count(history.get(i));
      }
    }
    assertThat(restored.facts()).isEqualTo(naive.facts());
    assertThat(restored.changes()).isEqualTo(naive.changes());
    assertThat(restored.candidateChanges()).isEqualTo(naive.candidateChanges());
    for (PoolId pool : List.of(Story.POOL, OTHER)) {
      for (int place = 0; place < 600; place += 7) {
        assertThat(restored.candidates(pool, place)).isEqualTo(naive.candidates(pool, place));
      }
    }
  }

  /** A fact of few people, so that most are duplicates or replace an earlier record. */
  private static Fact fact(Random random) {
    int n = random.nextInt(60);
    Instant at = Story.NOON.plus(Duration.ofHours(random.nextInt(400)));
    PoolId pool = random.nextInt(10) == 0 ? OTHER : Story.POOL;
    Event event =
        switch (random.nextInt(5)) {
          case 0, 1 -> PoolEntered.newBuilder(Story.entered(n, 1, at)).setPool(pool).build();
          case 2 -> InvitationDeclined.newBuilder(Story.declined(n, at)).setPool(pool).build();
          case 3 -> Story.closed(n, random.nextBoolean() ? NOT_ANSWERED : LOI_ISSUED);
          default -> Story.round(n % 9, random.nextInt(3), random.nextInt(5), at);
        };
    return Fact.of(event).orElseThrow();
  }

  @Test
  void aLaterSnapshotOfTheSameCountKeepsTheFilesOfFacts() throws IOException {
    Tally tally = tally(1_500);
    Map<Path, byte[]> before = written(tally);
    count(tally, 1_500, 1_600);

    Map<Path, byte[]> after = written(tally);

    assertThat(after).hasSameSizeAs(before);
    before.keySet().forEach(file -> assertThat(after).containsKey(file));
    assertThat(read(POSITION).facts()).isEqualTo(tally.facts());
  }

  @Test
  void everyFlippedByteIsDetected() throws IOException {
    Map<Path, byte[]> files = written(tally(300));
    assertThat(files).hasSize(3);
    for (Path damaged : files.keySet()) {
      byte[] content = files.get(damaged);
      // Every byte of both ends, and a sample between.
      int step = 1;
      for (int at = 0; at < content.length; at += step) {
        byte[] flipped = content.clone();
        flipped[at] ^= (byte) (1 << (at % 8));
        restore(files);
        Files.write(damaged, flipped);

        assertUnusable("%s with byte %d flipped".formatted(damaged, at));

        boolean isEnd = at < 200 || at > content.length - 200;
        step = isEnd ? 1 : 53;
      }
    }
  }

  @Test
  void everyTruncatedOrExtendedFileIsDetected() throws IOException {
    Map<Path, byte[]> files = written(tally(300));
    for (Path damaged : files.keySet()) {
      byte[] content = files.get(damaged);
      for (int length = 0; length < content.length + 50; length += length < 100 ? 1 : 211) {
        if (length != content.length) {
          restore(files);
          Files.write(damaged, Arrays.copyOf(content, length));

          assertUnusable("%s with %d bytes".formatted(damaged, length));
        }
      }
    }
  }

  @Test
  void aMissingFileIsDetected() throws IOException {
    Map<Path, byte[]> files = written(tally(300));
    for (Path missing : files.keySet()) {
      restore(files);
      Files.delete(missing);

      if (missing.endsWith(Snapshots.HEAD)) {
        assertThat(snapshots.read(KEY, POSITION)).isEqualTo(new Snapshots.Result.None());
      } else {
        assertUnusable("without " + missing);
      }
      assertThat(its).isEmptyDirectory();
    }
  }

  @Test
  void filesOfAnotherSnapshotAreDetected() throws IOException {
    Map<Path, byte[]> files = written(tally(300));
    List<Path> facts = files.keySet().stream().filter(file -> !file.endsWith("snapshot")).toList();
    restore(files);

    Files.write(facts.getFirst(), files.get(facts.getLast()));

    assertUnusable("with the facts of another file");
  }

  @Test
  void aHalfWrittenSnapshotLeavesThePreviousOne() throws IOException {
    Tally tally = tally(300);
    Map<Path, byte[]> files = written(tally);
    count(tally, 300, 1_000);
    tally.seal();
    Map<Path, byte[]> next = written(tally);

    for (Path file : next.keySet()) {
      byte[] content = next.get(file);
      for (int part = 0; part < 5; part++) {
        restore(files);
        Path temporary = file.endsWith(Snapshots.HEAD) ? its.resolve(Snapshots.TEMPORARY) : file;
        if (!files.containsKey(temporary)) {
          Files.write(temporary, Arrays.copyOf(content, content.length * part / 4));
        }

        Tally previous = read(POSITION);

        assertThat(previous.facts()).isEqualTo(tally(300).facts());
      }
    }
  }

  static Stream<SnapshotKey> foreign() {
    return Stream.of(
        new SnapshotKey("another", 3, "cluster", "topic-id", "iec.pools", 2),
        new SnapshotKey("program", 4, "cluster", "topic-id", "iec.pools", 2),
        new SnapshotKey("program", 3, "another", "topic-id", "iec.pools", 2),
        new SnapshotKey("program", 3, "cluster", "another", "iec.pools", 2),
        new SnapshotKey("program", 3, "cluster", "topic-id", "iec.rounds", 2),
        new SnapshotKey("program", 3, "cluster", "topic-id", "iec.pools", 1));
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void aForeignSnapshotIsDetected(SnapshotKey foreign) throws IOException {
    Map<Path, byte[]> files = written(tally(300));
    Path directory = this.directory.resolve(foreign.topic() + "-" + foreign.partition());
    Files.createDirectories(directory);
    for (Path file : files.keySet()) {
      Files.write(directory.resolve(file.getFileName()), files.get(file));
    }

    assertThat(snapshots.read(foreign, POSITION)).isInstanceOf(Snapshots.Result.Unusable.class);

    assertThat(directory).isEmptyDirectory();
    assertThat(snapshots.read(foreign, POSITION)).isEqualTo(new Snapshots.Result.None());
  }

  static Stream<SnapshotPosition> otherPositions() {
    return Stream.of(
        new SnapshotPosition(0, 7, 100),
        new SnapshotPosition(2, 7, 100),
        new SnapshotPosition(1, 6, 100),
        new SnapshotPosition(1, 8, 100),
        new SnapshotPosition(1, 7, 99),
        new SnapshotPosition(1, 7, 0));
  }

  @ParameterizedTest
  @MethodSource("otherPositions")
  void aSnapshotThatDoesNotFitTheLogIsDetected(SnapshotPosition log) throws IOException {
    written(tally(300));

    assertThat(snapshots.read(KEY, log)).isInstanceOf(Snapshots.Result.Unusable.class);

    assertThat(its).isEmptyDirectory();
  }

  @Test
  void aStaleSnapshotIsUsed() throws IOException {
    Tally tally = tally(300);
    written(tally);

    assertThat(read(new SnapshotPosition(1, 7, 1_000_000)).facts()).isEqualTo(tally.facts());
  }

  private void assertUnusable(String description) {
    assertThat(snapshots.read(KEY, POSITION))
        .as(description)
        .isInstanceOf(Snapshots.Result.Unusable.class);
    assertThat(its).isEmptyDirectory();
  }

  /** A tally of generated facts, those of the first two thirds sealed in two files. */
  private static Tally tally(int facts) {
    Tally tally = new Tally("iec.pools", 2, new PoolIndex());
    count(tally, 0, facts / 3);
    tally.seal();
    count(tally, facts / 3, 2 * facts / 3);
    tally.seal();
    count(tally, 2 * facts / 3, facts);
    tally.forgetChanges();
    return tally;
  }

  private static void count(Tally tally, int from, int to) {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < to; i++) {
      int profile = random.nextInt(1_000_000);
      long hours = random.nextInt(2_000);
      if (i >= from) {
        tally.at(2L * i);
        tally.count(
            Fact.of(Story.entered(profile, 1, Story.NOON.plusSeconds(3_600 * hours)))
                .orElseThrow());
      }
    }
  }

  /** Writes a snapshot; returns its files. */
  private Map<Path, byte[]> written(Tally tally) throws IOException {
    snapshots.write(KEY, POSITION, tally.sealed(), tally.image());
    assertThat(snapshots.read(KEY, POSITION)).isInstanceOf(Snapshots.Result.Found.class);
    Map<Path, byte[]> files = new HashMap<>();
    try (Stream<Path> all = Files.list(its)) {
      for (Path file : all.toList()) {
        files.put(file, Files.readAllBytes(file));
      }
    }
    return files;
  }

  private void restore(Map<Path, byte[]> files) throws IOException {
    try (Stream<Path> all = Files.list(its)) {
      for (Path file : all.toList()) {
        Files.delete(file);
      }
    }
    for (Map.Entry<Path, byte[]> file : files.entrySet()) {
      Files.write(file.getKey(), file.getValue());
    }
  }

  private Tally read(SnapshotPosition position) throws IOException {
    // Other pools have the first indexes in this process.
    PoolIndex pools = new PoolIndex();
    pools.of(OTHER);
    Tally tally = new Tally("iec.pools", 2, pools);
    assertThat(snapshots.read(KEY, position))
        .isInstanceOfSatisfying(
            Snapshots.Result.Found.class,
            found -> {
              assertThat(found.count().next()).isEqualTo(POSITION.next());
              try {
                found.count().restore(tally, pools);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    return tally;
  }
}
