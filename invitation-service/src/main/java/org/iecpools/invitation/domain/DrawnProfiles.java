package org.iecpools.invitation.domain;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * Who could be drawn in one round, as it is kept to prove to each that they were among them: the
 * ids in chunks of {@link MerkleTree#CHUNK}, and a header with first id and hash of each chunk, so
 * that a proof takes the header and one chunk. Chunk: 16 bytes for each id. Header: number of all
 * ids in 4 bytes, then 48 bytes for each chunk.
 */
public final class DrawnProfiles {

  private static final int ID = 16;
  private static final int PER_CHUNK = ID + Sha256.BYTES;

  private final UUID roundId;
  private final ProfileIds ids;
  private final MerkleTree tree;

  DrawnProfiles(UUID roundId, ProfileIds ids, MerkleTree tree) {
    this.roundId = roundId;
    this.ids = ids;
    this.tree = tree;
  }

  /**
   * A profile's place among the drawable ones, and the path that proves it.
   *
   * @param index from 0
   * @param path from the leaf upwards, 32 bytes each
   */
  public record Inclusion(int index, List<byte[]> path) {}

  /** The round. */
  public UUID roundId() {
    return roundId;
  }

  /** How many chunks there are. */
  public int chunks() {
    return tree.chunks().size();
  }

  /**
   * The ids of a chunk.
   *
   * @param number from 0
   */
  public byte[] chunk(int number) {
    int from = number * MerkleTree.CHUNK;
    return ids.bytes(from, Math.min(from + MerkleTree.CHUNK, ids.size()));
  }

  /** What is to be known of all chunks. */
  public byte[] header() {
    ByteBuffer header = ByteBuffer.allocate(4 + chunks() * PER_CHUNK).putInt(ids.size());
    for (int i = 0; i < chunks(); i++) {
      int first = i * MerkleTree.CHUNK;
      header.put(ids.bytes(first, first + 1)).put(tree.chunks().get(i));
    }
    return header.array();
  }

  /** The chunk in which a profile is, if it is in any. */
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
   * Proves a profile from its chunk; empty where it is not in it.
   *
   * @param number of the chunk
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
