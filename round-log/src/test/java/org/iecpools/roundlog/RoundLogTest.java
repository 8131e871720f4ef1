package org.iecpools.roundlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.iecpools.transparency.Checkpoint;
import org.iecpools.transparency.SignedNote;
import org.iecpools.transparency.TileDirectory;
import org.iecpools.transparency.TileLog;
import org.iecpools.transparency.TileReader;
import org.iecpools.transparency.TransparencyFailed;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundLogTest {

  private static final String CLUSTER = "aEVlXQIgQLi7rv6PjvD64Q";
  private static final Optional<String> ORIGIN = Optional.of("example.com/rounds");

  @TempDir private Path directory;

  private Path data() {
    return directory.resolve("data");
  }

  private RoundLog open() throws IOException {
    return RoundLog.open(data(), ORIGIN, CLUSTER);
  }

  private static Checkpoint checkpoint(SignedNote note) {
    return Checkpoint.parse(note.text());
  }

  /** The entries of the published checkpoint, as any reader finds them. */
  private static List<String> entries(Path data) throws IOException {
    TileDirectory files = new TileDirectory(data.resolve("log"));
    return new TileReader(files, checkpoint(TileReader.checkpoint(files)))
        .entries().stream().map(entry -> new String(entry, StandardCharsets.UTF_8)).toList();
  }

  /** The entries that records have to give. */
  private static List<String> expected(List<RoundRecord> records) {
    return records.stream()
        .flatMap(record -> Leaf.of(CLUSTER, record).stream())
        .map(Leaf::text)
        .toList();
  }

  @Test
  void everyEventOfARoundBecomesAnEntryInTheOrderOfItsPartition() throws IOException {
    List<RoundRecord> records = TestRounds.records(0, 2);
    try (RoundLog log = open()) {
      log.take(records.subList(0, 4));
      log.take(records.subList(4, 14));

      assertThat(log.size()).isEqualTo(10);
    }
    assertThat(entries(data())).hasSize(10).isEqualTo(expected(records));
    assertThat(entries(data()).getFirst())
        .startsWith(
            "{\"log\":\"aEVlXQIgQLi7rv6PjvD64Q\",\"topic\":\"iec.rounds\",\"partition\":0,\"offset\":0,\"type\":\"RoundScheduled\",\"event\":{\"eventId\":");
  }

  @Test
  void aSealEndsItsCheckpointWhichIsKeptUnderItsSize() throws IOException {
    List<SignedNote> added;
    try (RoundLog log = open()) {
      added = log.take(TestRounds.records(0, 2));
    }
    assertThat(added).extracting(note -> checkpoint(note).size()).containsExactly(2L, 7L, 10L);
    for (SignedNote note : added) {
      assertThat(
              new TileDirectory(data().resolve("log"))
                  .read("checkpoints/" + checkpoint(note).size()))
          .hasValueSatisfying(kept -> assertThat(SignedNote.parse(kept)).isEqualTo(note));
    }
  }

  @Test
  void afterARestartTheTopicIsComparedAndContinued() throws IOException {
    List<RoundRecord> records = TestRounds.records(0, 3);
    try (RoundLog log = open()) {
      log.take(records.subList(0, 10));
    }
    try (RoundLog log = open()) {
      assertThat(log.take(records.subList(0, 10))).isEmpty();
      assertThat(log.take(records.subList(10, 21))).isNotEmpty();
    }
    assertThat(entries(data())).isEqualTo(expected(records));
  }

  @Test
  void recordsThatAreReadAgainAreNotAppendedAgain() throws IOException {
    List<RoundRecord> records = TestRounds.records(0, 2);
    try (RoundLog log = open()) {
      log.take(records.subList(0, 10));
      log.take(records);
    }
    assertThat(entries(data())).isEqualTo(expected(records));
  }

  @Test
  void theDirectoryIsOnlyForThisUser() throws IOException {
    open().close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data())))
        .isEqualTo("rwx------");
    for (String file : List.of("key", "signed")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data().resolve(file))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aLogHasOneWriterOneNameAndOneCluster() throws IOException {
    assertThatThrownBy(() -> RoundLog.open(data(), Optional.empty(), CLUSTER))
        .isInstanceOf(RoundLogFailed.class)
        .hasMessageContaining("--name");
    try (RoundLog log = open()) {
      log.take(TestRounds.records(0, 1));
      assertThatThrownBy(RoundLogTest.this::open)
          .isInstanceOf(TransparencyFailed.class)
          .hasMessageContaining("in use");
      assertThat(RoundLog.key(data(), Optional.empty())).isEqualTo(log.verifier());
    }
    assertThatThrownBy(() -> RoundLog.open(data(), Optional.of("example.com/other"), CLUSTER))
        .isInstanceOf(RoundLogFailed.class)
        .hasMessageContaining("example.com/rounds");
    assertThatThrownBy(() -> RoundLog.open(data(), ORIGIN, "another"))
        .isInstanceOf(RoundLogFailed.class)
        .hasMessageContaining("cluster another");
    RoundLog.open(data(), Optional.empty(), CLUSTER).close();
  }

  @Test
  void entriesOfOthersAreRefused() throws IOException {
    for (String entry : List.of("", "{", "{}", "[]", "null", "{\"topic\":\"iec.rounds\"}")) {
      Path data = directory.resolve("other-" + entry.hashCode());
      try (TileLog tiles = TileLog.open(data.resolve("log"), data, ORIGIN.orElseThrow())) {
        tiles.append(List.of(entry.getBytes(StandardCharsets.UTF_8)));
      }
      assertThatThrownBy(() -> RoundLog.open(data, ORIGIN, CLUSTER))
          .as(entry)
          .isInstanceOf(RoundLogFailed.class)
          .hasMessageContaining("has an entry");
    }
  }

  @Nested
  class ARewrittenTopic {

    private final List<RoundRecord> records = TestRounds.records(0, 2);

    private void logged() throws IOException {
      try (RoundLog log = open()) {
        log.take(records);
      }
    }

    private void assertRefused(List<RoundRecord> rewritten, String how) throws IOException {
      List<String> before = entries(data());
      try (RoundLog log = open()) {
        assertThatThrownBy(() -> log.take(rewritten))
            .isInstanceOf(RoundLogFailed.class)
            .hasMessageContaining("iec.rounds-0 on Kafka has been rewritten")
            .hasMessageContaining(how)
            .hasMessageContaining("--data");
      }
      assertThat(entries(data())).isEqualTo(before);
    }

    @Test
    void withAnotherEventAtAKnownOffsetIsRefused() throws IOException {
      logged();
      for (int i = 0; i < records.size(); i++) {
        List<RoundRecord> rewritten = new ArrayList<>(records);
        RoundRecord old = records.get(i);
        rewritten.set(i, new RoundRecord(0, old.offset(), TestRounds.announcement(77)));
        boolean wasLogged = Leaf.of(CLUSTER, old).isPresent();
        assertRefused(
            rewritten,
            wasLogged
                ? "the record at offset %d is not the one that was logged".formatted(old.offset())
                : "at offset %d that was not there before".formatted(old.offset()));
      }
    }

    @Test
    void withoutARecordThatWasLoggedIsRefused() throws IOException {
      logged();
      for (int i = 0; i < records.size(); i++) {
        RoundRecord old = records.get(i);
        if (Leaf.of(CLUSTER, old).isPresent()) {
          List<RoundRecord> rewritten = new ArrayList<>(records);
          rewritten.remove(i);
          rewritten.add(new RoundRecord(0, 100, TestRounds.announcement(77)));
          assertRefused(rewritten, "the record at offset %d is gone".formatted(old.offset()));
        }
      }
    }

    @Test
    void withAnEventThatIsUndecodableNowIsRefused() throws IOException {
      logged();
      List<RoundRecord> rewritten = new ArrayList<>(records);
      rewritten.set(2, new RoundRecord(0, records.get(2).offset(), null));
      assertRefused(rewritten, "is not the one that was logged");
    }

    @Test
    void thatIsShorterIsRefused() throws IOException {
      logged();
      try (RoundLog log = open()) {
        log.checkEnds(Map.of(0, 20L, 1, 0L));
        for (Map<Integer, Long> ends :
            List.of(Map.of(0, 19L), Map.of(0, 0L), Map.<Integer, Long>of(1, 50L))) {
          assertThatThrownBy(() -> log.checkEnds(ends))
              .isInstanceOf(RoundLogFailed.class)
              .hasMessageContaining("but the record at offset 19 was logged");
        }
      }
    }
  }

  /** Ends the program before each change of the file system in turn. */
  @Nested
  class Crashes {

    private static final class Crash extends RuntimeException {
      private static final long serialVersionUID = 1L;
    }

    @Test
    void betweenAnyTwoWritesGiveTheSameEntriesOnceEach() throws IOException {
      List<RoundRecord> records =
          Stream.concat(TestRounds.records(0, 2).stream(), TestRounds.records(1, 2).stream())
              .toList();
      int cut = 0;
      boolean isCut = true;
      while (isCut) {
        Path data = directory.resolve("cut-" + cut);
        isCut = crash(data, records, cut);
        // A second crash, soon after the restart.
        crash(data, records, 7);
        try (RoundLog log = RoundLog.open(data, ORIGIN, CLUSTER)) {
          for (int i = 0; i < records.size(); i += 5) {
            log.take(records.subList(i, Math.min(records.size(), i + 5)));
          }
        }
        assertThat(entries(data)).isEqualTo(expected(records));
        for (long size : List.of(2L, 7L, 12L, 17L)) {
          assertThat(data.resolve("log/checkpoints/" + size)).as("after %s", cut).exists();
        }
        cut++;
      }
      assertThat(cut).as("steps").isGreaterThan(100);
    }

    /** Whether the program was ended before it was done. */
    private boolean crash(Path data, List<RoundRecord> records, int cut) throws IOException {
      AtomicInteger steps = new AtomicInteger();
      Runnable end =
          () -> {
            if (steps.getAndIncrement() == cut) {
              throw new Crash();
            }
          };
      try (RoundLog log = RoundLog.open(data, ORIGIN, CLUSTER, end)) {
        for (int i = 0; i < records.size(); i += 5) {
          log.take(records.subList(i, Math.min(records.size(), i + 5)));
        }
        return false;
      } catch (Crash _) {
        return true;
      }
    }
  }
}
