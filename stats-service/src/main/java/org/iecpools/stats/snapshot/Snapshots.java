package org.iecpools.stats.snapshot;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.iecpools.stats.domain.SealedFacts;
import org.iecpools.stats.domain.SealedTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the counts of partitions on the local disk, each in a directory of its own: the file
 * {@value #HEAD}, and files with sealed facts, to which it refers by name, length and checksum (ADR
 * 32). All files are written by one thread.
 *
 * <p>The head is written to a temporary file and renamed, after all files to which it refers are on
 * the disk. So a crash leaves the previous snapshot.
 */
public final class Snapshots implements AutoCloseable {

  static final String HEAD = "snapshot";
  static final String TEMPORARY = HEAD + ".new";

  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
  private static final long MAGIC = 0x4945_4353_4e41_5031L; // IECSNAP1
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final Path directory;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().name("snapshots").daemon().unstarted(task));
  private final Set<Path> writing = ConcurrentHashMap.newKeySet();

  /**
   * @param directory created when the first snapshot is written
   */
  public Snapshots(Path directory) {
    this.directory = directory;
  }

  /** The result of looking for a snapshot. */
  public sealed interface Result {
    /** A snapshot that can be used. */
    record Found(StoredCount count) implements Result {}

    /** There is no snapshot. */
    record None() implements Result {}

    /**
     * There is a snapshot that cannot be used. It has been deleted.
     *
     * @param reason in words
     */
    record Unusable(String reason) implements Result {}
  }

  /** Whether a snapshot of this partition is being written. */
  public boolean isWriting(SnapshotKey key) {
    return writing.contains(directory(key));
  }

  /**
   * Writes a snapshot in the background. A failure is logged; the previous snapshot then remains,
   * and facts that are not in a file remain on the heap.
   *
   * @param sealed all sealed facts, oldest first; those that are in memory are written
   * @param image the rest of the count; must not be changed
   */
  public void write(
      SnapshotKey key, SnapshotPosition position, List<SealedFacts> sealed, byte[] image) {
    Path its = directory(key);
    writing.add(its);
    writer.execute(
        () -> {
          try {
            writeNow(its, key, position, sealed, image);
          } catch (IOException | RuntimeException e) {
            LOG.warn(
                "no snapshot of partition={}-{} next={}: {}",
                key.topic(),
                key.partition(),
                position.next(),
                e.toString());
          } finally {
            writing.remove(its);
          }
        });
  }

  /**
   * Reads a snapshot, after everything that is being written. If it cannot be used, it is deleted.
   *
   * @param position what the log requires: the version and the beginning must be equal, and the
   *     snapshot must not include records from {@code next} on
   */
  public Result read(SnapshotKey key, SnapshotPosition position) {
    try {
      return writer.submit(() -> readNow(directory(key), key, position)).get();
    } catch (ExecutionException e) {
      return new Result.Unusable("it cannot be read: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result.Unusable("the service stops");
    }
  }

  /** Waits up to 10 s until everything is written. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("the last snapshots are not written after {} s", CLOSE_TIMEOUT.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Path directory(SnapshotKey key) {
    return directory.resolve(key.topic() + "-" + key.partition());
  }

  private static void writeNow(
      Path its, SnapshotKey key, SnapshotPosition position, List<SealedFacts> sealed, byte[] image)
      throws IOException {
    Files.createDirectories(its);
    List<FactFile.Reference> references = new ArrayList<>();
    for (SealedFacts facts : sealed) {
      references.add(fileOf(its, facts).reference());
    }
    byte[] bytes = head(key, position, references, image);
    ByteBuffer head = ByteBuffer.wrap(bytes);
    ByteBuffer end = ByteBuffer.allocate(Integer.BYTES).putInt(0, checksum(bytes, bytes.length));
    Path temporary = its.resolve(TEMPORARY);
    try (FileChannel file =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      while (head.hasRemaining() || end.hasRemaining()) {
        file.write(new ByteBuffer[] {head, end});
      }
      file.force(true);
    }
    sync(its);
    Files.move(
        temporary,
        its.resolve(HEAD),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    sync(its);
    Set<String> used = new HashSet<>(references.stream().map(FactFile.Reference::name).toList());
    used.add(HEAD);
    deleteExcept(its, used);
  }

  /** The file with these facts; it is written if there is none yet. */
  private static FactFile fileOf(Path its, SealedFacts facts) throws IOException {
    SealedFacts current = facts.current();
    if (current instanceof FactFile file) {
      return file;
    }
    SealedTable table = (SealedTable) current;
    FactFile file = FactFile.write(its, table);
    table.written(file);
    return file;
  }

  private static byte[] head(
      SnapshotKey key, SnapshotPosition position, List<FactFile.Reference> references, byte[] image)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(image.length + 1_000);
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(MAGIC);
    out.writeUTF(key.program());
    out.writeInt(key.environment());
    out.writeUTF(key.cluster());
    out.writeUTF(key.topicId());
    out.writeUTF(key.topic());
    out.writeInt(key.partition());
    out.writeInt(position.version());
    out.writeLong(position.beginning());
    out.writeLong(position.next());
    out.writeInt(references.size());
    for (FactFile.Reference file : references) {
      out.writeUTF(file.name());
      out.writeLong(file.length());
      out.writeInt(file.checksum());
    }
    out.write(image);
    return bytes.toByteArray();
  }

  private static Result readNow(Path its, SnapshotKey key, SnapshotPosition position)
      throws IOException {
    try {
      return new Result.Found(open(its, key, position));
    } catch (NoSuchFileException _) {
      // Other files, which a crash may have left, are of no use without a head.
      deleteExcept(its, Set.of());
      return new Result.None();
    } catch (IOException | RuntimeException e) {
      deleteExcept(its, Set.of());
      return new Result.Unusable(Objects.requireNonNullElse(e.getMessage(), e.toString()));
    }
  }

  /**
   * Opens a snapshot.
   *
   * @throws NoSuchFileException if there is none
   * @throws IOException with the reason, if it cannot be used
   */
  private static StoredCount open(Path its, SnapshotKey key, SnapshotPosition position)
      throws IOException {
    byte[] head = Files.readAllBytes(its.resolve(HEAD));
    int length = head.length - Integer.BYTES;
    if (length < Long.BYTES || ByteBuffer.wrap(head).getInt(length) != checksum(head, length)) {
      throw new IOException("it is damaged");
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(head, 0, length));
    if (in.readLong() != MAGIC) {
      throw new IOException("it has another format");
    }
    require("program", in.readUTF(), key.program());
    require("revision of the environment", in.readInt(), key.environment());
    require("cluster", in.readUTF(), key.cluster());
    require("topic id", in.readUTF(), key.topicId());
    require("topic", in.readUTF(), key.topic());
    require("partition", in.readInt(), key.partition());
    require("version of the rows", in.readInt(), position.version());
    require("first offset of the partition", in.readLong(), position.beginning());
    long next = in.readLong();
    if (next > position.next()) {
      throw new IOException(
          "it includes records up to offset %d, but only those before %d are published"
              .formatted(next, position.next()));
    }
    List<FactFile.Checked> files = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      files.add(
          FactFile.check(its, new FactFile.Reference(in.readUTF(), in.readLong(), in.readInt())));
    }
    return new StoredCount(next, files, in.readAllBytes());
  }

  private static void require(String what, Object stored, Object required) throws IOException {
    if (!stored.equals(required)) {
      throw new IOException("it has the %s %s instead of %s".formatted(what, stored, required));
    }
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }

  private static void deleteExcept(Path its, Set<String> kept) throws IOException {
    if (!Files.isDirectory(its)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(its)) {
      for (Path file : files) {
        if (!kept.contains(file.getFileName().toString())) {
          Files.delete(file);
        }
      }
    }
  }

  /** Waits until the names in a directory are on the disk. */
  private static void sync(Path directory) throws IOException {
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    }
  }
}
