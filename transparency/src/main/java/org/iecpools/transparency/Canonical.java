package org.iecpools.transparency;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Reads encodings of which each value has exactly one. Two texts that differ then never mean the
 * same, so a signature covers the meaning.
 */
final class Canonical {

  private Canonical() {}

  /** Reads standard base64 with padding; unlike the JDK, with unused bits that are zero. */
  static byte[] base64(String text, String what) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new Malformed(what + " is not valid base64", e);
    }
    if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
      throw new Malformed(what + " is not canonical base64");
    }
    return bytes;
  }

  /** Reads a number from 0 to 2^63 - 1 in ASCII decimals without leading zeroes. */
  static long number(String text, String what) {
    boolean isDecimal = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!isDecimal || (text.length() > 1 && text.charAt(0) == '0')) {
      throw new Malformed(what + " is not a decimal number without leading zeroes");
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new Malformed(what + " is greater than 2^63 - 1", e);
    }
  }

  static String utf8(byte[] bytes, String what) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Malformed(what + " is not valid UTF-8", e);
    }
  }
}
