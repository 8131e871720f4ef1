package org.iecpools.domain;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Digests of identity documents: HMAC-SHA-256 under a key that only upstream has, so that nobody
 * else can compute one, or find the document of one (ADR 62).
 */
public final class IdentityDigests {

  /** Length of a digest in bytes. */
  public static final int BYTES = 32;

  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{" + 2 * BYTES + "}");

  private IdentityDigests() {}

  /** What is wrong with a digest, as a sentence; empty if it is valid. Never quotes the digest. */
  public static Optional<String> fault(ByteBuffer digest) {
    return digest.remaining() == BYTES
        ? Optional.empty()
        : Optional.of(
            "identityDigest is of %,d bytes; it must be of %d, an HMAC-SHA-256"
                .formatted(digest.remaining(), BYTES));
  }

  /** A digest as hexadecimal digits in lower case. */
  public static String text(ByteBuffer digest) {
    byte[] bytes = new byte[digest.remaining()];
    digest.duplicate().get(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Reads a digest of 64 hexadecimal digits; empty if the text is not one. */
  public static Optional<ByteBuffer> parse(String text) {
    return HEX.matcher(text).matches()
        ? Optional.of(ByteBuffer.wrap(HexFormat.of().parseHex(text.toLowerCase(Locale.ROOT))))
        : Optional.empty();
  }
}
