package org.iecpools.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.iecpools.transparency.SignedNote.Status;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TileLogTest {

  private static final String ORIGIN = "example.com/log";

  @TempDir private Path root;

  private Path directory() {
    return root.resolve("log");
  }

  private Path secrets() {
    return root.resolve("secrets");
  }

  private TileLog open() throws IOException {
    return TileLog.open(directory(), secrets(), ORIGIN);
  }

  private static byte[] entry(int number) {
    return ("entry " + number).getBytes(StandardCharsets.UTF_8);
  }

  private static List<byte[]> entries(int from, int to) {
    return IntStream.range(from, to).mapToObj(TileLogTest::entry).toList();
  }

  private static Hash expectedRoot(int size) {
    List<Hash> row = entries(0, size).stream().map(Hash::leaf).toList();
    return naive(row);
  }

  private static Hash naive(List<Hash> leaves) {
    if (leaves.isEmpty()) {
      return Hash.EMPTY_TREE;
    }
    if (leaves.size() == 1) {
      return leaves.getFirst();
    }
    int left = Integer.highestOneBit(leaves.size() - 1);
    return Hash.node(naive(leaves.subList(0, left)), naive(leaves.subList(left, leaves.size())));
  }

  private static Checkpoint checkpoint(SignedNote note) {
    return Checkpoint.parse(note.text());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList().reversed()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void checkpointsHaveTheRootsOfTheirEntriesInWhateverStepsTheyAreAppended() throws IOException {
    int[] sizes = {1, 2, 3, 7, 255, 256, 257, 511, 512, 1023, 1300};
    try (TileLog log = open()) {
      int size = 0;
      for (int next : sizes) {
        SignedNote note = log.append(entries(size, next));
        size = next;

        assertThat(checkpoint(note)).isEqualTo(Checkpoint.of(ORIGIN, size, expectedRoot(size)));
        assertThat(note.status(log.verifier())).isEqualTo(Status.VALID);
        for (int old : sizes) {
          if (old <= size) {
            assertThat(
                    MerkleProofs.areConsistent(
                        old,
                        expectedRoot(old),
                        size,
                        expectedRoot(size),
                        log.reader().consistencyWith(old)))
                .isTrue();
          }
        }
      }
      for (int index : new int[] {0, 1, 254, 255, 256, 512, 1299}) {
        assertThat(log.reader().entry(index)).isEqualTo(entry(index));
      }
    }
  }

  /** The example of the specification: which files a tree of 70,000 has. */
  @Test
  void aLargeLogHasTheTilesOfTheSpecification() throws IOException {
    try (TileLog log = open()) {
      log.append(entries(0, 70_000));
      log.publish(log.latest());

      assertThat(checkpoint(log.latest()).root()).isEqualTo(expectedRoot(70_000));
      assertThat(log.reader().entry(69_999)).isEqualTo(entry(69_999));
    }
    Path tiles = directory().resolve("tile");
    assertThat(filesIn(tiles.resolve("0"))).hasSize(274).contains("000", "272", "273.p/112");
    assertThat(filesIn(tiles.resolve("entries"))).hasSize(274).contains("273.p/112");
    assertThat(filesIn(tiles.resolve("1"))).containsExactlyInAnyOrder("000", "001.p/17");
    assertThat(filesIn(tiles.resolve("2"))).containsExactly("000.p/1");
    assertThat(Files.size(tiles.resolve("0/000"))).isEqualTo(8192);
    assertThat(filesIn(tiles)).noneMatch(file -> file.endsWith(".tmp"));
  }

  private static List<String> filesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .toList();
    }
  }

  @Test
  void pathsOfTilesAreThoseOfTheSpecification() {
    assertThat(new Tile(0, 1234067, 256).path()).isEqualTo("tile/0/x001/x234/067");
    assertThat(new Tile(5, 0, 3).path()).isEqualTo("tile/5/000.p/3");
    assertThat(new Tile(Tile.ENTRIES, 1000, 1).path()).isEqualTo("tile/entries/x001/000.p/1");
  }

  @Test
  void entriesOfEveryAllowedLengthAreKept() throws IOException {
    try (TileLog log = open()) {
      log.append(List.of(new byte[0], new byte[0xffff], entry(1)));

      assertThat(log.reader().entry(0)).isEmpty();
      assertThat(log.reader().entry(1)).hasSize(0xffff);
      assertThatThrownBy(() -> log.append(List.of(new byte[0x10000])))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> log.append(List.of())).isInstanceOf(IllegalArgumentException.class);
      assertThat(checkpoint(log.append(entries(0, 1))).size()).isEqualTo(4);
    }
  }

  @Test
  void aLogIsReadOverPlainHttp() throws IOException {
    try (TileLog log = open()) {
      log.append(entries(0, 300));
      log.publish(log.latest());
      HttpServer server =
          SimpleFileServer.createFileServer(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              directory().toAbsolutePath(),
              SimpleFileServer.OutputLevel.NONE);
      server.start();
      try (HttpClient client = HttpClient.newHttpClient()) {
        TileSource source =
            new TileUrl(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                client,
                Duration.ofSeconds(10));
        SignedNote note = TileReader.checkpoint(source);
        TileReader reader = new TileReader(source, checkpoint(note));

        assertThat(note).isEqualTo(log.latest());
        assertThat(reader.root()).isEqualTo(checkpoint(note).root());
        assertThat(reader.entry(299)).isEqualTo(entry(299));
        assertThat(source.read("tile/0/999")).isEmpty();
      } finally {
        server.stop(0);
      }
    }
  }

  @Test
  void aFullTileReplacesAPartialOneThatWasRemoved() throws IOException {
    try (TileLog log = open()) {
      Checkpoint early = checkpoint(log.append(entries(0, 10)));
      log.append(entries(10, 256));
      delete(directory().resolve("tile/0/000.p"));
      delete(directory().resolve("tile/entries/000.p"));

      TileReader reader = new TileReader(new TileDirectory(directory()), early);
      assertThat(reader.root()).isEqualTo(early.root());
      assertThat(reader.entry(9)).isEqualTo(entry(9));
    }
  }

  @Test
  void allEntriesAreReadTogetherAndVerified() throws IOException {
    try (TileLog log = open()) {
      assertThat(log.reader().entries()).isEmpty();
      log.append(entries(0, 256));
      log.append(entries(256, 600));
      assertThat(log.reader().entries()).containsExactlyElementsOf(entries(0, 600));

      byte[] bundle = Files.readAllBytes(directory().resolve("tile/entries/001"));
      bundle[10] ^= 1;
      Files.write(directory().resolve("tile/entries/001"), bundle);
      assertThatThrownBy(() -> log.reader().entries()).isInstanceOf(TransparencyFailed.class);
    }
  }

  @Test
  void anEntryThatWasChangedIsNotReturned() throws IOException {
    try (TileLog log = open()) {
      log.append(entries(0, 3));
      Files.write(
          directory().resolve("tile/entries/000.p/3"),
          EntryBundle.encode(List.of(entry(0), entry(7), entry(2))));

      assertThat(log.reader().entry(0)).isEqualTo(entry(0));
      assertThatThrownBy(() -> log.reader().entry(1)).isInstanceOf(TransparencyFailed.class);
      assertThatThrownBy(() -> log.append(entries(3, 4)))
          .isInstanceOf(TransparencyFailed.class)
          .hasMessageContaining("not those of the tree");
    }
  }

  @Test
  void bundlesAndTilesThatAreCutAreRefused() throws IOException {
    try (TileLog log = open()) {
      Checkpoint checkpoint = checkpoint(log.append(entries(0, 3)));
      Path hashes = directory().resolve("tile/0/000.p/3");
      Files.write(hashes, new byte[95]);
      TileSource source = new TileDirectory(directory());
      assertThatThrownBy(() -> new TileReader(source, checkpoint).root())
          .isInstanceOf(TransparencyFailed.class);
      assertThatThrownBy(() -> EntryBundle.decode(new byte[] {0})).isInstanceOf(Malformed.class);
      assertThatThrownBy(() -> EntryBundle.decode(new byte[] {0, 2, 1}))
          .isInstanceOf(Malformed.class);
    }
  }

  @Nested
  class OneWriter {

    @Test
    void aSecondOneIsRefusedUntilTheFirstIsClosed() throws IOException {
      try (TileLog log = open()) {
        log.append(entries(0, 1));
        assertThatThrownBy(TileLogTest.this::open)
            .isInstanceOf(TransparencyFailed.class)
            .hasMessageContaining("in use");
      }
      try (TileLog log = open()) {
        assertThat(checkpoint(log.latest()).size()).isEqualTo(1);
      }
    }

    @Test
    void onlyTheCheckpointThatWasSignedLastIsPublished() throws IOException {
      SigningKey witness = SigningKey.generate("example.com/w", KeyType.COSIGNATURE_V1);
      try (TileLog log = open()) {
        SignedNote old = log.append(entries(0, 1));
        SignedNote latest = log.append(entries(1, 2));
        assertThatThrownBy(() -> log.publish(old)).isInstanceOf(IllegalArgumentException.class);

        SignedNote cosigned =
            latest.with(List.of(witness.cosign(latest.text(), Instant.ofEpochSecond(9))));
        log.publish(cosigned);

        assertThat(TileReader.checkpoint(new TileDirectory(directory()))).isEqualTo(cosigned);
      }
      try (TileLog log = open()) {
        assertThat(checkpoint(log.latest()).size()).isEqualTo(2);
      }
    }

    @Test
    void aPublishedCheckpointIsKeptAndGetsTheCosignaturesThatComeLater() throws IOException {
      SigningKey first = SigningKey.generate("example.com/first", KeyType.COSIGNATURE_V1);
      SigningKey second = SigningKey.generate("example.com/second", KeyType.COSIGNATURE_V1);
      TileSource source = new TileDirectory(directory());
      try (TileLog log = open()) {
        SignedNote old = log.publish(log.append(entries(0, 1)));
        SignedNote latest = log.publish(log.append(entries(1, 3)));
        assertThat(SignedNote.parse(source.read("checkpoints/1").orElseThrow())).isEqualTo(old);

        NoteSignature early = first.cosign(old.text(), Instant.ofEpochSecond(9));
        NoteSignature late = second.cosign(old.text(), Instant.ofEpochSecond(10));
        log.publish(old.with(List.of(early)));
        log.publish(old.with(List.of(late)));

        assertThat(SignedNote.parse(source.read("checkpoints/1").orElseThrow()))
            .isEqualTo(old.with(List.of(early, late)));
        assertThat(TileReader.checkpoint(source)).isEqualTo(latest);
      }
      try (TileLog log = open()) {
        SignedNote forged =
            new SignedNote(
                Checkpoint.of(ORIGIN, 1, expectedRoot(2)).text(), log.latest().signatures());
        assertThatThrownBy(() -> log.publish(forged)).isInstanceOf(IllegalArgumentException.class);
      }
    }

    @Test
    void aLogKeepsItsOrigin() throws IOException {
      open().close();
      assertThatThrownBy(() -> TileLog.open(directory(), secrets(), "example.com/other"))
          .isInstanceOf(TransparencyFailed.class)
          .hasMessageContaining(ORIGIN);
    }
  }

  @Nested
  class WhatWasSignedIsNotContradicted {

    @Test
    void anOldCopyOfTheLogIsRefused() throws IOException {
      try (TileLog log = open()) {
        log.append(entries(0, 5));
        log.publish(log.latest());
        copy(directory(), root.resolve("copy"));
        log.append(entries(5, 8));
        log.publish(log.latest());
      }
      delete(directory());
      copy(root.resolve("copy"), directory());

      assertThatThrownBy(TileLogTest.this::open)
          .isInstanceOf(TransparencyFailed.class)
          .hasMessageContaining("size 8")
          .hasMessageContaining("would fork");
    }

    @Test
    void anEmptyDirectoryIsRefused() throws IOException {
      try (TileLog log = open()) {
        log.append(entries(0, 5));
      }
      delete(directory());

      assertThatThrownBy(TileLogTest.this::open).isInstanceOf(TransparencyFailed.class);
    }

    @Test
    void tilesWithOtherEntriesAreRefused() throws IOException {
      try (TileLog log = open()) {
        log.append(entries(0, 5));
      }
      byte[] tile = Files.readAllBytes(directory().resolve("tile/0/000.p/5"));
      tile[40] ^= 1;
      Files.write(directory().resolve("tile/0/000.p/5"), tile);

      assertThatThrownBy(TileLogTest.this::open)
          .isInstanceOf(TransparencyFailed.class)
          .hasMessageContaining("another root");
    }

    @Test
    void tilesThatChangeWhileTheLogIsOpenAreNotSigned() throws IOException {
      try (TileLog log = open()) {
        log.append(entries(0, 256));
        byte[] tile = Files.readAllBytes(directory().resolve("tile/0/000"));
        tile[40] ^= 1;
        Files.write(directory().resolve("tile/0/000"), tile);
        Files.write(directory().resolve("tile/1/000.p/1"), Hash.leaf(entry(0)).bytes());

        assertThatThrownBy(() -> log.append(entries(256, 257)))
            .isInstanceOf(TransparencyFailed.class)
            .hasMessageContaining("nothing was signed");
        assertThatThrownBy(() -> log.append(entries(256, 257)))
            .isInstanceOf(TransparencyFailed.class)
            .hasMessageContaining("open it again");
      }
    }

    @Test
    void anOldOrMissingRecordOfWhatWasSignedIsRefused() throws IOException {
      try (TileLog log = open()) {
        log.append(entries(0, 5));
        log.publish(log.latest());
        Files.copy(secrets().resolve("signed"), root.resolve("old"));
        log.append(entries(5, 6));
        log.publish(log.latest());
      }
      Files.delete(secrets().resolve("signed"));
      assertThatThrownBy(TileLogTest.this::open)
          .isInstanceOf(TransparencyFailed.class)
          .hasMessageContaining("private directory");

      Files.copy(root.resolve("old"), secrets().resolve("signed"));
      assertThatThrownBy(TileLogTest.this::open)
          .isInstanceOf(TransparencyFailed.class)
          .hasMessageContaining("private directory");
    }

    @Test
    void aSecondVersionThatWasSignedWithTheSameKeyIsRefused() throws IOException {
      open().close();
      copy(secrets(), root.resolve("copied-secrets"));
      try (TileLog log = open()) {
        log.append(entries(0, 5));
        log.publish(log.latest());
      }
      try (TileLog fork =
          TileLog.open(root.resolve("fork"), root.resolve("copied-secrets"), ORIGIN)) {
        for (int size : new int[] {3, 5}) {
          SignedNote note = fork.append(entries(10, 10 + size - (size == 5 ? 3 : 0)));
          Files.write(directory().resolve("checkpoint"), note.bytes());

          assertThatThrownBy(TileLogTest.this::open)
              .isInstanceOf(TransparencyFailed.class)
              .hasMessageContaining("forked");
        }
      }
    }

    @Test
    void aLogDoesNotGetASecondKey() throws IOException {
      open().close();
      Files.delete(secrets().resolve("key"));

      assertThatThrownBy(TileLogTest.this::open)
          .isInstanceOf(TransparencyFailed.class)
          .hasMessageContaining("restore it");
      assertThat(secrets().resolve("key")).doesNotExist();
    }

    @Test
    void aDamagedOrForeignRecordIsRefused() throws IOException {
      try (TileLog log = open()) {
        log.append(entries(0, 5));
      }
      Path signed = secrets().resolve("signed");
      String text = Files.readString(signed);
      for (String content :
          List.of(
              "",
              text.substring(0, 30),
              text.replace("\n5\n", "\n4\n"),
              text.replace("log", "l"))) {
        Files.writeString(signed, content);
        assertThatThrownBy(TileLogTest.this::open)
            .as(content)
            .isInstanceOf(TransparencyFailed.class)
            .hasMessageContaining("damaged");
      }
    }
  }

  /** Ends the writer before each change of the file system in turn. */
  @Nested
  class Crashes {

    private static final class Crash extends RuntimeException {
      private static final long serialVersionUID = 1L;
    }

    @Test
    void betweenAnyTwoWritesLoseNothingThatWasSignedAndShowNothingIncomplete() throws IOException {
      // Full tiles on two levels, and partial ones before and after.
      int first = 250;
      int second = 530;
      int cut = 0;
      boolean isCut = true;
      List<Long> sizesAfterwards = new ArrayList<>();
      while (isCut) {
        Path here = root.resolve("cut-" + cut);
        Path log = here.resolve("log");
        Path secrets = here.resolve("secrets");
        isCut = crash(log, secrets, first, second, cut);
        checkReader(log);

        try (TileLog reopened = TileLog.open(log, secrets, ORIGIN)) {
          int size = (int) checkpoint(reopened.latest()).size();
          sizesAfterwards.add((long) size);
          assertThat(size).isIn(0, first, second);
          assertThat(checkpoint(reopened.latest()).root()).isEqualTo(expectedRoot(size));
          checkReader(log);

          int end = size + 20;
          SignedNote next = reopened.append(entries(size, end));
          reopened.publish(next);
          assertThat(checkpoint(next).root()).isEqualTo(expectedRoot(end));
          for (int index = Math.max(0, end - 30); index < end; index++) {
            assertThat(reopened.reader().entry(index)).isEqualTo(entry(index));
          }
          checkReader(log);
        }
        cut++;
      }
      assertThat(cut).as("steps").isGreaterThan(40);
      assertThat(sizesAfterwards).contains(0L, (long) first, (long) second).isSorted();
    }

    /** Whether the writer was ended before it was done. */
    private boolean crash(Path directory, Path secrets, int first, int second, int cut)
        throws IOException {
      AtomicInteger steps = new AtomicInteger();
      Runnable end =
          () -> {
            if (steps.getAndIncrement() == cut) {
              throw new Crash();
            }
          };
      try (TileLog log = TileLog.open(directory, secrets, ORIGIN, end)) {
        log.publish(log.append(entries(0, first)));
        log.publish(log.append(entries(first, second)));
        return false;
      } catch (Crash _) {
        return true;
      }
    }

    /**
     * What a reader finds at any time: no checkpoint, or one with everything that belongs to it.
     */
    private void checkReader(Path directory) throws IOException {
      TileSource source = new TileDirectory(directory);
      if (source.read("checkpoint").isEmpty()) {
        return;
      }
      Checkpoint published = checkpoint(TileReader.checkpoint(source));
      TileReader reader = new TileReader(source, published);
      assertThat(reader.root()).isEqualTo(published.root());
      for (long index = published.size() - 1; index >= 0; index -= 13) {
        assertThat(reader.entry(index)).isEqualTo(entry((int) index));
      }
    }
  }
}
