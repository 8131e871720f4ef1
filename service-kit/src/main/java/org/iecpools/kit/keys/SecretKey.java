package org.iecpools.kit.keys;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A secret key of 256 bits. {@link #toString} contains its id, never the key. */
public final class SecretKey {

  /** Length of a key, in bytes. */
  public static final int BYTES = 32;

  /** Length of a key's id, in bytes. */
  public static final int ID_BYTES = 8;

  private static final byte[] ID_INPUT =
      "iec-pools/key-id/1".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private final byte[] bytes;
  private final String id;

  /**
   * @param bytes the key, {@value #BYTES} bytes
   * @throws IllegalArgumentException if the length differs
   */
  public SecretKey(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "a key has %d bytes, not %d".formatted(BYTES, bytes.length));
    }
    this.bytes = bytes.clone();
    this.id = HexFormat.of().formatHex(Arrays.copyOf(hmac(ID_INPUT), ID_BYTES));
  }

  /**
   * Identifies the key without revealing it: the first {@value #ID_BYTES} bytes of an HMAC under
   * the key, in hexadecimal.
   */
  public String id() {
    return id;
  }

  /** The key for an algorithm of the Java Cryptography Architecture. */
  public javax.crypto.SecretKey as(String algorithm) {
    return new SecretKeySpec(bytes, algorithm);
  }

  /** HMAC-SHA-256 of a message under this key, 32 bytes. */
  public byte[] hmac(byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(as("HmacSHA256"));
      return mac.doFinal(message);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  @Override
  public String toString() {
    return "key " + id;
  }
}
