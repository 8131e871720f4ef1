package org.iecpools.roundlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iecpools.transparency.Checkpoint;
import org.iecpools.transparency.Hash;
import org.iecpools.transparency.Malformed;
import org.iecpools.transparency.NoteKey;
import org.iecpools.transparency.SignedNote;
import org.iecpools.transparency.SigningKey;
import org.iecpools.transparency.TileDirectory;
import org.iecpools.transparency.TileLog;
import org.iecpools.transparency.TileReader;
import org.iecpools.transparency.TransparencyFailed;

/**
 * The transparency log in its directory. Its entries state the positions on Kafka that they are
 * from, so nothing else has to be remembered: the topic is read from its first record at each
 * start, known records are compared with their entries, and the others are appended.
 *
 * <p>{@link #take} and {@link #checkEnds} are for one thread; the others are thread-safe.
 */
public final class RoundLog implements AutoCloseable {

  /** Entries per checkpoint. */
  private static final int MAX_BATCH = 256;

  private static final String KEY = "key";
  private static final String PUBLIC = "log";

  private final Path directory;
  private final TileLog tiles;
  private final String cluster;
  private final Map<Integer, PartitionLeaves> partitions = new HashMap<>();

  private volatile SignedNote published;

  private RoundLog(Path directory, TileLog tiles, String cluster, SignedNote published) {
    this.directory = directory;
    this.tiles = tiles;
    this.cluster = cluster;
    this.published = published;
  }

  /**
   * Reads the verifier key of a log, and creates the log if there is none.
   *
   * @param origin of a new log
   * @throws RoundLogFailed if there is neither a log nor an origin
   * @throws Malformed if the origin cannot be the name of a key
   */
  public static NoteKey key(Path data, Optional<String> origin) throws IOException {
    Path file = data.resolve(KEY);
    if (!Files.exists(file)) {
      try (TileLog log = tiles(data, origin, () -> {})) {
        return log.verifier();
      }
    }
    NoteKey key = SigningKey.read(file).verifier();
    checkOrigin(data, key, origin);
    return key;
  }

  private static TileLog tiles(Path data, Optional<String> origin, Runnable beforeStep)
      throws IOException {
    Path file = data.resolve(KEY);
    String name;
    if (Files.exists(file)) {
      NoteKey key = SigningKey.read(file).verifier();
      checkOrigin(data, key, origin);
      name = key.name();
    } else {
      name =
          origin.orElseThrow(
              () ->
                  new RoundLogFailed(
                      "there is no log in %s: state a name for a new one with --name"
                          .formatted(data)));
    }
    return TileLog.open(data.resolve(PUBLIC), data, name, beforeStep);
  }

  private static void checkOrigin(Path data, NoteKey key, Optional<String> origin) {
    if (origin.isPresent() && !origin.get().equals(key.name())) {
      throw new RoundLogFailed(
          "the log in %s has the name %s. A log keeps its name".formatted(data, key.name()));
    }
  }

  /**
   * Opens or creates a log.
   *
   * @param data private directory: key, state, and below {@code log} what is served
   * @param origin of a new log; that of an existing one must be the same
   * @param cluster the id of the Kafka cluster that will be read
   * @throws RoundLogFailed if the log is of another cluster, or there is neither a log nor an
   *     origin
   * @throws TransparencyFailed if the log is in use, damaged or an older copy
   */
  public static RoundLog open(Path data, Optional<String> origin, String cluster)
      throws IOException {
    return open(data, origin, cluster, () -> {});
  }

  static RoundLog open(Path data, Optional<String> origin, String cluster, Runnable beforeStep)
      throws IOException {
    TileLog tiles = tiles(data, origin, beforeStep);
    try {
      // Also shows what was signed before a crash.
      SignedNote published = tiles.publish(tiles.latest());
      RoundLog log = new RoundLog(data.resolve(PUBLIC), tiles, cluster, published);
      log.readEntries(data);
      return log;
    } catch (IOException | RuntimeException e) {
      tiles.close();
      throw e;
    }
  }

  private void readEntries(Path data) throws IOException {
    for (byte[] entry : tiles.reader().entries()) {
      Leaf leaf = Leaf.parse(entry);
      if (!leaf.cluster().equals(cluster)) {
        throw new RoundLogFailed(
            "the log in %s is of Kafka cluster %s, but this is cluster %s: use another --data, or connect to that cluster"
                .formatted(data, leaf.cluster(), cluster));
      }
      partition(leaf.partition()).add(leaf);
    }
  }

  private PartitionLeaves partition(int number) {
    return partitions.computeIfAbsent(number, PartitionLeaves::new);
  }

  /**
   * Takes the next records of the topic, in the order of each partition from its first record.
   * Those that have an entry are compared with it; the others are appended and published. A seal
   * ends its checkpoint, so the first checkpoint with a seal has the size of its index and one.
   *
   * @return the checkpoints that were added, oldest first
   * @throws RoundLogFailed if a record differs from its entry
   * @throws IOException if something could not be written. Then the log has to be opened again.
   */
  public List<SignedNote> take(List<RoundRecord> records) throws IOException {
    List<SignedNote> added = new ArrayList<>();
    List<Leaf> batch = new ArrayList<>();
    for (RoundRecord record : records) {
      Optional<Leaf> leaf = Leaf.of(cluster, record);
      if (partition(record.partition()).isNew(record.offset(), leaf)) {
        batch.add(leaf.orElseThrow());
        if (leaf.get().isSeal() || batch.size() == MAX_BATCH) {
          added.add(append(batch));
        }
      }
    }
    if (!batch.isEmpty()) {
      added.add(append(batch));
    }
    return added;
  }

  private SignedNote append(List<Leaf> batch) throws IOException {
    SignedNote note = tiles.publish(tiles.append(batch.stream().map(Leaf::bytes).toList()));
    batch.forEach(leaf -> partition(leaf.partition()).addCompared(leaf));
    batch.clear();
    published = note;
    return note;
  }

  /**
   * Checks that no record that was logged is beyond the end of the topic.
   *
   * @param ends of each partition, the offset after the last record that can be read
   * @throws RoundLogFailed if one is
   */
  public void checkEnds(Map<Integer, Long> ends) {
    partitions.forEach((number, leaves) -> leaves.checkEnd(ends.getOrDefault(number, 0L)));
  }

  /** The last checkpoint, with the cosignatures that are known. */
  public SignedNote published() {
    return published;
  }

  /** The size of the last checkpoint. */
  public long size() {
    return Checkpoint.parse(published.text()).size();
  }

  public NoteKey verifier() {
    return tiles.verifier();
  }

  /** Where the files are that readers get. */
  Path directory() {
    return directory;
  }

  /** The proof for a witness that a checkpoint of this log continues an earlier one. */
  List<Hash> proof(SignedNote note, long oldSize) {
    return new TileReader(new TileDirectory(directory), Checkpoint.parse(note.text()))
        .consistencyWith(oldSize);
  }

  /** Adds cosignatures to a checkpoint, which need not be the last one. */
  synchronized void addCosignatures(SignedNote cosigned) throws IOException {
    SignedNote all = tiles.publish(cosigned);
    if (all.text().equals(published.text())) {
      published = all;
    }
  }

  @Override
  public void close() throws IOException {
    tiles.close();
  }
}
