package org.iecpools.auditor.draw;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The binary formats of docs/draw.md. Numbers are big-endian, ids are their 16 bytes. */
public final class Formats {

  /** Length of a seed in bytes. */
  static final int SEED = 32;

  /** Orders ids as unsigned numbers. {@link UUID#compareTo} compares signed ones. */
  static final Comparator<UUID> ASCENDING =
      Comparator.comparing(UUID::getMostSignificantBits, Long::compareUnsigned)
          .thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned);

  private static final byte[] TAG = "iec-pools/draw/1".getBytes(US_ASCII);
  private static final byte[] BEACON_TAG = "iec-pools/draw/2".getBytes(US_ASCII);
  private static final byte[] NAME_TAG = "iec-pools/name/2".getBytes(US_ASCII);
  private static final int COMMITTED = TAG.length + 16 + 1 + 4 + 4 + 8 + SEED;
  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private Formats() {}

  /**
   * Computes the commitment to a seed, bound to a round and a rule.
   *
   * @param seed 32 bytes
   * @return 32 bytes
   */
  public static byte[] commitment(UUID roundId, Rule rule, byte[] seed) {
    ByteBuffer fields = ByteBuffer.allocate(COMMITTED).put(TAG).put(bytes(roundId));
    put(rule, fields);
    return sha256(fields.put(seed).array());
  }

  /**
   * Computes the commitment to a seed, bound to a round of a beacon as well.
   *
   * @param chain the chain hash, 32 bytes
   * @param number number of the beacon's round
   * @param seed 32 bytes
   * @return 32 bytes
   */
  public static byte[] commitment(UUID roundId, Rule rule, byte[] chain, long number, byte[] seed) {
    ByteBuffer fields =
        ByteBuffer.allocate(COMMITTED + chain.length + Long.BYTES)
            .put(BEACON_TAG)
            .put(bytes(roundId));
    put(rule, fields);
    return sha256(fields.put(chain).putLong(number).put(seed).array());
  }

  private static void put(Rule rule, ByteBuffer fields) {
    switch (rule) {
      case Rule.ByPolicy(@Nullable Integer cap, double yield) ->
          fields.put((byte) 0).putInt(0).putInt(cap == null ? -1 : cap).putDouble(yield);
      case Rule.ByOperator(int size) -> fields.put((byte) 1).putInt(size).putInt(-1).putDouble(0);
    }
  }

  /** The name of a profile in the sealed list of a round: 16 bytes. */
  public static UUID pseudonym(UUID roundId, UUID profileId) {
    ByteBuffer hash = ByteBuffer.wrap(sha256(NAME_TAG, bytes(roundId), bytes(profileId)));
    return new UUID(hash.getLong(), hash.getLong());
  }

  /**
   * The key of the tickets of a sealed list, 32 bytes: HKDF-SHA-256 (RFC 5869), whose second step
   * has a single block for this length.
   *
   * @param value the value of the beacon's round
   * @param root the Merkle root of the list, 32 bytes
   */
  public static byte[] key(byte[] seed, byte[] value, UUID roundId, byte[] root) {
    byte[] extracted = hmac(value, seed);
    return hmac(extracted, BEACON_TAG, bytes(roundId), root, new byte[] {1});
  }

  /** A profile's ticket in a round: 32 bytes, compared as an unsigned number. */
  public static byte[] ticket(byte[] seed, UUID roundId, UUID profileId) {
    return hmac(seed, bytes(roundId), bytes(profileId));
  }

  private static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA-256", e);
    }
  }

  /** The id of the invitation of a winning profile: UUID version 5 in the round's namespace. */
  public static UUID invitationId(UUID roundId, UUID profileId) {
    ByteBuffer hash = ByteBuffer.wrap(digest("SHA-1", bytes(roundId), bytes(profileId)));
    return new UUID(
        hash.getLong() & ~0xf000L | 0x5000L, hash.getLong() & ~(0b11L << 62) | 0b10L << 62);
  }

  /**
   * Merkle tree hash of RFC 9162, section 2.1.1.
   *
   * @param leaves distinct, ascending
   */
  public static byte[] merkleRoot(List<UUID> leaves) {
    return switch (leaves.size()) {
      case 0 -> sha256();
      case 1 -> leaf(leaves.getFirst());
      default -> {
        int split = split(leaves.size());
        yield node(
            merkleRoot(leaves.subList(0, split)), merkleRoot(leaves.subList(split, leaves.size())));
      }
    };
  }

  /**
   * Inclusion proof of RFC 9162, section 2.1.3: the sibling hashes from the leaf to the root.
   *
   * @param leaves distinct, ascending
   * @param index of the leaf, from 0
   */
  public static List<byte[]> merklePath(List<UUID> leaves, int index) {
    if (leaves.size() == 1) {
      return List.of();
    }
    int split = split(leaves.size());
    List<UUID> left = leaves.subList(0, split);
    List<UUID> right = leaves.subList(split, leaves.size());
    List<byte[]> path =
        new ArrayList<>(index < split ? merklePath(left, index) : merklePath(right, index - split));
    path.add(merkleRoot(index < split ? right : left));
    return path;
  }

  /** The largest power of two that is smaller than {@code size}, which is at least 2. */
  private static int split(int size) {
    return Integer.highestOneBit(size - 1);
  }

  private static byte[] leaf(UUID profileId) {
    return sha256(new byte[] {LEAF}, bytes(profileId));
  }

  private static byte[] node(byte[] left, byte[] right) {
    return sha256(new byte[] {NODE}, left, right);
  }

  private static byte[] sha256(byte[]... parts) {
    return digest("SHA-256", parts);
  }

  private static byte[] digest(String algorithm, byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  /** A field's bytes; null if the field is null. */
  static byte @Nullable [] bytes(@Nullable ByteBuffer field) {
    if (field == null) {
      return null;
    }
    byte[] bytes = new byte[field.remaining()];
    field.duplicate().get(bytes);
    return bytes;
  }

  /** Lower-case hex; "none" for null. */
  static String hex(byte @Nullable [] bytes) {
    return bytes == null ? "none" : HexFormat.of().formatHex(bytes);
  }
}
