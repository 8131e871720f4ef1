package org.iecpools.kit;

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
    StringBuilder out = new StringBuilder(end);
    for (int i = 0; i < end; ) {
      int c = text.codePointAt(i);
      if (isPlain(c)) {
        out.appendCodePoint(c);
      } else {
        for (char unit : Character.toChars(c)) {
          out.append("\\u%04x".formatted((int) unit));
        }
      }
      i += Character.charCount(c);
    }
    return end < text.length()
        ? out.append("... (").append(text.length()).append(" characters)").toString()
        : out.toString();
  }

  private static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
