package org.iecpools.invitation.domain;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * Profiles that could be drawn in one round, stored to prove to each of them that it was included.
 * The ids are in chunks of {@link MerkleTree#CHUNK}. A header has the first id and the hash of each
 * chunk, so that a proof reads only the header and one chunk.
 *
 * <p>Chunk: 16 bytes per id. Header: the number of all ids in 4 bytes, then 48 bytes per chunk.
 */
public final class DrawnProfiles {

  private static final int ID = 16;
  private static final int PER_CHUNK = ID + Sha256.BYTES;

  private final UUID roundId;
  private final ProfileIds ids;
  private final MerkleTree tree;

  /**
   * @param ids profile ids, or pseudonyms
   * @param tree the tree over them
   */
  public DrawnProfiles(UUID roundId, ProfileIds ids, MerkleTree tree) {
    this.roundId = roundId;
    this.ids = ids;
    this.tree = tree;
  }

  /**
   * Index of a profile among the drawable ones, and the path that proves it.
   *
   * @param index from 0
   * @param path from the leaf upwards, 32 bytes each
   */
  public record Inclusion(int index, List<byte[]> path) {}

  /** The round. */
  public UUID roundId() {
    return roundId;
  }

  /** Number of chunks. */
  public int chunks() {
    return tree.chunks().size();
  }

  /**
   * The ids of a chunk.
   *
   * @param number number of the chunk, from 0
   */
  public byte[] chunk(int number) {
    int from = number * MerkleTree.CHUNK;
    return ids.bytes(from, Math.min(from + MerkleTree.CHUNK, ids.size()));
  }

  /** The header. */
  public byte[] header() {
    ByteBuffer header = ByteBuffer.allocate(4 + chunks() * PER_CHUNK).putInt(ids.size());
    for (int i = 0; i < chunks(); i++) {
      int first = i * MerkleTree.CHUNK;
      header.put(ids.bytes(first, first + 1)).put(tree.chunks().get(i));
    }
    return header.array();
  }

  /** Number of chunks that belong to a header. */
  public static int chunks(byte[] header) {
    return (header.length - Integer.BYTES) / PER_CHUNK;
  }

  /** Number of all ids that belong to a header. */
  public static int size(byte[] header) {
    return ByteBuffer.wrap(header).getInt();
  }

  /** The only chunk that can contain a profile; empty if no chunk can. */
  public static OptionalInt chunkOf(byte[] header, UUID profileId) {
    ByteBuffer bytes = ByteBuffer.wrap(header);
    int found = -1;
    for (int at = 4; at < header.length; at += PER_CHUNK) {
      if (ProfileIds.compare(id(bytes, at), profileId) > 0) {
        break;
      }
      found++;
    }
    return found < 0 ? OptionalInt.empty() : OptionalInt.of(found);
  }

  /**
   * Proves a profile from its chunk; empty if the chunk does not contain it.
   *
   * @param number number of the chunk, from 0
   */
  public static Optional<Inclusion> inclusion(
      byte[] header, int number, byte[] chunk, UUID profileId) {
    ByteBuffer bytes = ByteBuffer.wrap(chunk);
    List<byte[]> leaves = new ArrayList<>();
    int place = -1;
    for (int at = 0; at < chunk.length; at += ID) {
      if (id(bytes, at).equals(profileId)) {
        place = leaves.size();
      }
      leaves.add(MerkleTree.leaf(Arrays.copyOfRange(chunk, at, at + ID)));
    }
    if (place < 0) {
      return Optional.empty();
    }
    List<byte[]> path = MerkleTree.path(place, leaves);
    path.addAll(MerkleTree.path(number, hashes(header)));
    return Optional.of(new Inclusion(number * MerkleTree.CHUNK + place, List.copyOf(path)));
  }

  private static List<byte[]> hashes(byte[] header) {
    List<byte[]> hashes = new ArrayList<>();
    for (int at = 4; at < header.length; at += PER_CHUNK) {
      hashes.add(Arrays.copyOfRange(header, at + ID, at + PER_CHUNK));
    }
    return hashes;
  }

  private static UUID id(ByteBuffer bytes, int at) {
    return new UUID(bytes.getLong(at), bytes.getLong(at + 8));
  }
}
