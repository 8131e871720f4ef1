package org.iecpools.invitation.web;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Hexadecimal representation of seeds, tickets and hashes, in lower case. */
final class Hex {

  private Hex() {}

  static @Nullable String of(@Nullable ByteBuffer bytes) {
    return bytes == null ? null : of(bytes(bytes));
  }

  static String of(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  static byte[] bytes(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return copy;
  }
}
