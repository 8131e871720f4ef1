package org.iecpools.transparency;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A SHA-256 hash: of a leaf, a node or a whole tree (RFC 6962, section 2.1). */
public final class Hash {

  /** In bytes. */
  public static final int SIZE = 32;

  /** The root of a tree without leaves. */
  public static final Hash EMPTY_TREE = sha256(new byte[0]);

  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  private final byte[] bytes;

  private Hash(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * @throws Malformed if these are not 32 bytes
   */
  public static Hash of(byte[] bytes) {
    if (bytes.length != SIZE) {
      throw new Malformed("a hash has %d bytes instead of %d".formatted(bytes.length, SIZE));
    }
    return new Hash(bytes.clone());
  }

  /**
   * @throws Malformed if this is not the canonical base64 of 32 bytes
   */
  public static Hash ofBase64(String text) {
    return of(Canonical.base64(text, "a hash"));
  }

  /** The hash of an entry of a log. */
  public static Hash leaf(byte[] entry) {
    return sha256(LEAF, entry);
  }

  /** The hash of a node with two children. */
  public static Hash node(Hash left, Hash right) {
    return sha256(NODE, left.bytes, right.bytes);
  }

  static Hash sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return new Hash(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return base64();
  }
}
