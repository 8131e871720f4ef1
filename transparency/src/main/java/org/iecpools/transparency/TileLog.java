package org.iecpools.transparency;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A log in a directory that any web server can serve. Appends entries and signs checkpoints.
 *
 * <p>The private directory has the key and the checkpoint that was signed last. It must not be
 * restored together with the log from the same old copy: then only witnesses notice that entries
 * are missing.
 *
 * <p>Order of writes: tiles and entries, the record of the signed checkpoint, the published
 * checkpoint. Each is on the disk before the next begins. After a crash between any two of them,
 * {@link #open} finds the last signed checkpoint and everything that belongs to it.
 */
public final class TileLog implements AutoCloseable {

  private static final String KEY = "key";
  private static final String SIGNED = "signed";
  private static final String CHECKPOINT = "checkpoint";

  private final TileSource source;
  private final Path directory;
  private final Path privateDirectory;
  private final DirectoryLock lock;
  private final SigningKey key;
  private final DurableFiles publicFiles;
  private final DurableFiles privateFiles;

  private SignedNote latest;

  /** Whether a write failed, so that memory and disk may differ. */
  private boolean isBroken;

  private TileLog(
      Path directory,
      Path privateDirectory,
      DirectoryLock lock,
      SigningKey key,
      SignedNote latest,
      Runnable beforeStep) {
    this.directory = directory;
    this.privateDirectory = privateDirectory;
    this.lock = lock;
    this.key = key;
    this.latest = latest;
    this.source = new TileDirectory(directory);
    this.publicFiles = DurableFiles.forEveryone().before(beforeStep);
    this.privateFiles = DurableFiles.onlyForThisUser().before(beforeStep);
  }

  /**
   * Opens or creates a log.
   *
   * @param directory what the web server serves
   * @param privateDirectory key and state
   * @param origin identifies the log, and is the name of its key
   * @throws TransparencyFailed if another process writes the log, or if the directory does not
   *     contain what was signed last, such as after an old copy was restored
   */
  public static TileLog open(Path directory, Path privateDirectory, String origin)
      throws IOException {
    return open(directory, privateDirectory, origin, () -> {});
  }

  /**
   * The same for tests of programs that write a log.
   *
   * @param beforeStep runs before each change of the file system
   */
  public static TileLog open(
      Path directory, Path privateDirectory, String origin, Runnable beforeStep)
      throws IOException {
    DurableFiles.onlyForThisUser().before(beforeStep).createDirectories(privateDirectory);
    DirectoryLock lock = DirectoryLock.of(privateDirectory);
    try {
      SigningKey key = key(privateDirectory.resolve(KEY), origin, beforeStep);
      Optional<SignedNote> signed = signed(privateDirectory.resolve(SIGNED), key);
      check(directory, key, signed);
      SignedNote empty = sign(key, Checkpoint.of(origin, 0, Hash.EMPTY_TREE));
      TileLog log =
          new TileLog(directory, privateDirectory, lock, key, signed.orElse(empty), beforeStep);
      if (signed.isEmpty()) {
        log.record(empty);
      }
      return log;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static SigningKey key(Path file, String origin, Runnable beforeStep) throws IOException {
    if (Files.exists(file)) {
      SigningKey key = SigningKey.read(file);
      if (!key.verifier().name().equals(origin) || key.verifier().type() != KeyType.ED25519) {
        throw new TransparencyFailed(
            "%s is the key %s, not one of the log %s".formatted(file, key.verifier(), origin));
      }
      return key;
    }
    if (Files.exists(file.resolveSibling(SIGNED))) {
      throw new TransparencyFailed(
          "%s is missing, but the log has signed checkpoints: restore it".formatted(file));
    }
    SigningKey key = SigningKey.generate(origin, KeyType.ED25519);
    beforeStep.run();
    key.write(file);
    return key;
  }

  private static Optional<SignedNote> signed(Path file, SigningKey key) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      SignedNote note = SignedNote.parse(Files.readAllBytes(file));
      if (note.status(key.verifier()) != SignedNote.Status.VALID
          || !Checkpoint.parse(note.text()).origin().equals(key.verifier().name())) {
        throw new Malformed("it is not signed with the key of the log");
      }
      return Optional.of(note);
    } catch (Malformed e) {
      throw new TransparencyFailed("%s is damaged: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Compares the directory with what was signed last. */
  private static void check(Path directory, SigningKey key, Optional<SignedNote> signed)
      throws IOException {
    long signedSize = signed.map(note -> Checkpoint.parse(note.text()).size()).orElse(-1L);
    Optional<Checkpoint> published = published(directory, key);
    if (published.isPresent() && published.get().size() > signedSize) {
      throw new TransparencyFailed(
          "%s has a checkpoint of size %d, but according to the private directory, the last one that was signed has %s: the private directory is incomplete or an older copy"
              .formatted(
                  directory,
                  published.get().size(),
                  signed.isEmpty() ? "never existed" : "size " + signedSize));
    }
    if (signed.isPresent()) {
      Checkpoint last = Checkpoint.parse(signed.get().text());
      Hash root;
      try {
        root = new TileReader(new TileDirectory(directory), last).root();
      } catch (TransparencyFailed | UncheckedIOException e) {
        throw incomplete(directory, last, e.getMessage());
      }
      if (!root.equals(last.root())) {
        throw incomplete(directory, last, "its tiles have another root");
      }
      if (published.isPresent() && !continues(directory, last, published.get())) {
        throw new TransparencyFailed(
            "the log is forked: the checkpoint in %s and the one that was signed last are not of the same log"
                .formatted(directory));
      }
    }
  }

  private static boolean continues(Path directory, Checkpoint last, Checkpoint earlier) {
    return MerkleProofs.areConsistent(
        earlier.size(),
        earlier.root(),
        last.size(),
        last.root(),
        new TileReader(new TileDirectory(directory), last).consistencyWith(earlier.size()));
  }

  private static TransparencyFailed incomplete(
      Path directory, Checkpoint last, @Nullable String why) {
    return new TransparencyFailed(
        "a checkpoint of size %d was signed, but %s does not contain these entries (%s): it is damaged or an older copy, and to continue it would fork the log"
            .formatted(last.size(), directory, why));
  }

  private static Optional<Checkpoint> published(Path directory, SigningKey key) throws IOException {
    Optional<byte[]> content = new TileDirectory(directory).read(CHECKPOINT);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try {
      SignedNote note = SignedNote.parse(content.get());
      if (note.status(key.verifier()) != SignedNote.Status.VALID) {
        throw new Malformed("it is not signed with the key of the log");
      }
      return Optional.of(Checkpoint.parse(note.text()));
    } catch (Malformed e) {
      throw new TransparencyFailed(
          "the checkpoint in %s is invalid: %s".formatted(directory, e.getMessage()), e);
    }
  }

  private static SignedNote sign(SigningKey key, Checkpoint checkpoint) {
    String text = checkpoint.text();
    return new SignedNote(text, List.of(key.sign(text)));
  }

  /** The key that verifies the checkpoints. */
  public NoteKey verifier() {
    return key.verifier();
  }

  /** The checkpoint that was signed last, without cosignatures. */
  public synchronized SignedNote latest() {
    return latest;
  }

  /** Reads the tree of the checkpoint that was signed last. */
  public synchronized TileReader reader() {
    return new TileReader(source, Checkpoint.parse(latest.text()));
  }

  /**
   * Appends entries and signs a checkpoint that includes them. When this returns, they are on the
   * disk; {@link #publish} shows the checkpoint to readers, usually after witnesses have cosigned
   * it.
   *
   * @param entries each with at most 65,535 bytes
   * @throws IOException if something could not be written. Then the log has to be opened again.
   */
  public synchronized SignedNote append(List<byte[]> entries) throws IOException {
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to append");
    }
    for (byte[] entry : entries) {
      if (entry.length > EntryBundle.MAX_ENTRY_BYTES) {
        throw new IllegalArgumentException(
            "an entry has %,d bytes, more than 65,535".formatted(entry.length));
      }
    }
    checkNotBroken();
    isBroken = true;
    Checkpoint old = Checkpoint.parse(latest.text());
    long size = Math.addExact(old.size(), entries.size());
    TileReader oldTree = new TileReader(source, old);
    writeEntries(oldTree, old.size(), entries);
    writeHashes(oldTree, old.size(), entries.stream().map(Hash::leaf).toList());
    SignedNote next = signNext(old, size);
    record(next);
    latest = next;
    isBroken = false;
    return next;
  }

  /** Signs what is on the disk, after a check that it continues what was signed before. */
  private SignedNote signNext(Checkpoint old, long size) {
    String origin = old.origin();
    // The root of this checkpoint is not used.
    TileReader tree = new TileReader(source, Checkpoint.of(origin, size, Hash.EMPTY_TREE));
    Hash root = tree.root();
    if (!MerkleProofs.areConsistent(
        old.size(), old.root(), size, root, tree.consistencyWith(old.size()))) {
      throw new TransparencyFailed(
          "the tiles in %s do not continue the checkpoint of size %d; nothing was signed"
              .formatted(directory, old.size()));
    }
    return sign(key, Checkpoint.of(origin, size, root));
  }

  private void writeEntries(TileReader oldTree, long oldSize, List<byte[]> entries)
      throws IOException {
    List<byte[]> bundle = new ArrayList<>();
    if (oldSize % Tile.FULL != 0) {
      Tile last = Tile.at(Tile.ENTRIES, oldSize - 1, oldSize);
      bundle.addAll(oldTree.entries(last));
      List<Hash> leaves = oldTree.hashes(Tile.at(0, oldSize - 1, oldSize));
      if (!bundle.stream().map(Hash::leaf).toList().equals(leaves)) {
        throw new TransparencyFailed(
            "the entries in %s are not those of the tree; nothing was appended"
                .formatted(directory.resolve(last.path())));
      }
    }
    long index = oldSize / Tile.FULL;
    for (byte[] entry : entries) {
      bundle.add(entry);
      if (bundle.size() == Tile.FULL) {
        write(new Tile(Tile.ENTRIES, index, Tile.FULL), EntryBundle.encode(bundle));
        bundle.clear();
        index++;
      }
    }
    if (!bundle.isEmpty()) {
      write(new Tile(Tile.ENTRIES, index, bundle.size()), EntryBundle.encode(bundle));
    }
  }

  /** Writes the new hashes of each level. A full tile has one hash on the level above. */
  private void writeHashes(TileReader oldTree, long oldSize, List<Hash> leaves) throws IOException {
    List<Hash> added = leaves;
    for (int level = 0; !added.isEmpty(); level++) {
      long count = Tile.countAt(level, oldSize);
      List<Hash> row = new ArrayList<>();
      if (count % Tile.FULL != 0) {
        row.addAll(oldTree.hashes(Tile.at(level, count - 1, oldSize)));
      }
      row.addAll(added);
      List<Hash> above = new ArrayList<>();
      long index = count / Tile.FULL;
      for (int from = 0; from < row.size(); from += Tile.FULL) {
        List<Hash> hashes = row.subList(from, Math.min(row.size(), from + Tile.FULL));
        write(new Tile(level, index, hashes.size()), bytes(hashes));
        if (hashes.size() == Tile.FULL) {
          above.add(MerkleTree.complete(hashes));
        }
        index++;
      }
      added = above;
    }
  }

  private static byte[] bytes(List<Hash> hashes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    hashes.forEach(hash -> bytes.writeBytes(hash.bytes()));
    return bytes.toByteArray();
  }

  private void write(Tile tile, byte[] content) throws IOException {
    publicFiles.write(directory.resolve(tile.path()), content);
  }

  private void record(SignedNote note) throws IOException {
    privateFiles.write(privateDirectory.resolve(SIGNED), note.bytes());
  }

  /**
   * Shows a checkpoint to readers, and keeps it as {@code checkpoints/SIZE}, where it stays when
   * the log has grown. May be called again with further cosignatures, also when there is a later
   * checkpoint already.
   *
   * @param note {@link #latest} or a checkpoint that was published before, with any cosignatures
   * @return the same with the cosignatures of earlier calls
   * @throws IllegalArgumentException if this is another checkpoint
   */
  public synchronized SignedNote publish(SignedNote note) throws IOException {
    checkNotBroken();
    Path file = directory.resolve(kept(Checkpoint.parse(note.text()).size()));
    Optional<SignedNote> kept =
        Files.exists(file)
            ? Optional.of(SignedNote.parse(Files.readAllBytes(file)))
            : Optional.empty();
    boolean isLatest = note.text().equals(latest.text());
    boolean isKept = kept.filter(it -> it.text().equals(note.text())).isPresent();
    if (!(isLatest || isKept) || note.status(key.verifier()) != SignedNote.Status.VALID) {
      throw new IllegalArgumentException(
          "only the checkpoint that was signed last, or one that was published, is published");
    }
    if (kept.isPresent() && !isKept) {
      throw new TransparencyFailed(
          "the log is forked: %s is another checkpoint of the size that was signed last"
              .formatted(file));
    }
    SignedNote all = kept.map(it -> it.with(note.signatures())).orElse(note);
    publicFiles.write(file, all.bytes());
    if (isLatest) {
      publicFiles.write(directory.resolve(CHECKPOINT), all.bytes());
    }
    return all;
  }

  /** Where the published checkpoint of a size is, relative to the prefix of the log. */
  public static String kept(long size) {
    return "checkpoints/" + size;
  }

  private void checkNotBroken() {
    if (isBroken) {
      throw new TransparencyFailed("writing to %s has failed; open it again".formatted(directory));
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
