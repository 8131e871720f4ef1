package org.iecpools.kit.stream;

import org.iecpools.domain.Texts;

/**
 * Makes text from outside safe to print: one line, no control characters, limited length. Otherwise
 * a key that contains line breaks could forge lines of a log.
 */
final class Printable {

  private Printable() {}

  /**
   * The text with every character escaped ({@code \}{@code u001b}) that moves a cursor, ends a
   * line, changes the writing direction or is an unpaired surrogate.
   *
   * @param limit maximum number of UTF-16 units of the text that are kept, 1 or more; if it was
   *     truncated, its length is appended
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
