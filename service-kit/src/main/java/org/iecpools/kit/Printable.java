package org.iecpools.kit;

import org.iecpools.domain.Texts;

/**
 * Text from outside, made safe to print: one line, no control characters, at most so long. Without
 * it a key that contains line breaks forges lines of a log.
 */
final class Printable {

  private Printable() {}

  /**
   * The text with everything escaped ({@code \}{@code u001b}) that moves a cursor, ends a line,
   * changes the direction of writing or is half a character.
   *
   * @param limit most UTF-16 units of the text that are kept, 1 or more; a note says what was cut
   */
  static String of(String text, int limit) {
    int end = Math.min(text.length(), limit);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    String safe = Texts.escaped(text.substring(0, end));
    return end < text.length() ? "%s... (%d characters)".formatted(safe, text.length()) : safe;
  }
}
