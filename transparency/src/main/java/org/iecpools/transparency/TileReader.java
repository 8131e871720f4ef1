package org.iecpools.transparency;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the tree of one checkpoint from the tiles of a log. Not thread-safe. Tiles stay in memory.
 *
 * <p>Tiles are not signed. Only what is proved against the checkpoint's root can be trusted; {@link
 * #entry} does that.
 */
public final class TileReader implements MerkleNodes {

  private final TileSource source;
  private final Checkpoint checkpoint;
  private final MerkleTree tree;
  private final Map<Tile, List<Hash>> tiles = new HashMap<>();

  public TileReader(TileSource source, Checkpoint checkpoint) {
    this.source = source;
    this.checkpoint = checkpoint;
    this.tree = new MerkleTree(checkpoint.size(), this);
  }

  /**
   * Reads the published checkpoint of a log. Its signatures are not verified.
   *
   * @throws Malformed if it is invalid
   * @throws TransparencyFailed if there is none
   */
  public static SignedNote checkpoint(TileSource source) throws IOException {
    return SignedNote.parse(
        source
            .read("checkpoint")
            .orElseThrow(() -> new TransparencyFailed("the log has no checkpoint")));
  }

  /** The root that follows from the tiles. */
  public Hash root() {
    return tree.root();
  }

  /** The proof that a leaf is in the tree. */
  public List<Hash> inclusionOf(long index) {
    return tree.inclusionOf(index);
  }

  /** The proof for a witness that the tree continues an earlier one. */
  public List<Hash> consistencyWith(long oldSize) {
    return tree.consistencyWith(oldSize);
  }

  /**
   * Reads an entry and verifies that it is in the tree of the checkpoint.
   *
   * @throws TransparencyFailed if it is not
   */
  public byte[] entry(long index) throws IOException {
    List<Hash> proof = inclusionOf(index);
    List<byte[]> bundle = entries(Tile.at(Tile.ENTRIES, index, checkpoint.size()));
    byte[] entry = bundle.get((int) (index % Tile.FULL));
    if (!MerkleProofs.includes(
        index, Hash.leaf(entry), checkpoint.size(), checkpoint.root(), proof)) {
      throw new TransparencyFailed(
          "entry %d is not that of the checkpoint of size %d".formatted(index, checkpoint.size()));
    }
    return entry;
  }

  /**
   * Reads all entries and verifies that they are those of the checkpoint. All are in memory.
   *
   * @throws TransparencyFailed if they are not
   * @throws Malformed if a bundle is damaged
   */
  public List<byte[]> entries() throws IOException {
    List<byte[]> entries = new ArrayList<>();
    while (entries.size() < checkpoint.size()) {
      entries.addAll(entries(Tile.at(Tile.ENTRIES, entries.size(), checkpoint.size())));
    }
    List<Hash> leaves = entries.stream().map(Hash::leaf).toList();
    if (!MerkleTree.rootOf(leaves).equals(checkpoint.root())) {
      throw new TransparencyFailed(
          "the entries are not those of the checkpoint of size %d".formatted(checkpoint.size()));
    }
    return entries;
  }

  /**
   * Reads the entries from one on that are in one file with it. They are not verified.
   *
   * @param index of the first entry, smaller than the size of the checkpoint
   */
  public List<byte[]> unverifiedFrom(long index) throws IOException {
    List<byte[]> bundle = entries(Tile.at(Tile.ENTRIES, index, checkpoint.size()));
    return bundle.subList((int) (index % Tile.FULL), bundle.size());
  }

  /** The entries of a bundle, as many as its width. */
  List<byte[]> entries(Tile tile) throws IOException {
    List<byte[]> entries = EntryBundle.decode(read(tile));
    if (entries.size() < tile.width()) {
      throw new TransparencyFailed(tile.path() + " has too few entries");
    }
    return entries.subList(0, tile.width());
  }

  /** The hashes of a tile, as many as its width. */
  List<Hash> hashes(Tile tile) {
    return tiles.computeIfAbsent(tile, this::readHashes);
  }

  private List<Hash> readHashes(Tile tile) {
    byte[] content;
    try {
      content = read(tile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (content.length % Hash.SIZE != 0 || content.length < tile.width() * Hash.SIZE) {
      throw new TransparencyFailed(
          "%s has %d bytes, which are not %d hashes"
              .formatted(tile.path(), content.length, tile.width()));
    }
    List<Hash> hashes = new ArrayList<>();
    for (int i = 0; i < tile.width(); i++) {
      hashes.add(Hash.of(Arrays.copyOfRange(content, i * Hash.SIZE, (i + 1) * Hash.SIZE)));
    }
    return List.copyOf(hashes);
  }

  /** A log may remove a partial tile when the full one exists. */
  private byte[] read(Tile tile) throws IOException {
    Optional<byte[]> content = source.read(tile.path());
    if (content.isEmpty() && tile.full().isPresent()) {
      content = source.read(tile.full().get().path());
    }
    return content.orElseThrow(() -> new TransparencyFailed("the log has no file " + tile.path()));
  }

  @Override
  public Hash node(int level, long index) {
    int tileLevel = level / Tile.HEIGHT;
    int height = level % Tile.HEIGHT;
    long first = index << height;
    List<Hash> hashes = hashes(Tile.at(tileLevel, first, checkpoint.size()));
    int from = (int) (first % Tile.FULL);
    return MerkleTree.complete(hashes.subList(from, from + (1 << height)));
  }
}
