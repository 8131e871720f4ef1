package org.iecpools.domain;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Detects and escapes control characters in text from outside: characters that would end a line,
 * move a cursor or reverse the reading direction where the text is shown.
 *
 * <p>These are the control characters C0, DEL and C1, the line and paragraph separators, the
 * controls of bidirectional text, tag characters, the byte order mark and unpaired surrogates.
 * Joiners (U+200C, U+200D) are allowed because some scripts need them.
 */
public final class Texts {

  private Texts() {}

  /** The fault of a text from outside, as the end of a sentence; null if there is none. */
  public static @Nullable String fault(String text) {
    if (isPlain(text)) {
      return null;
    }
    OptionalInt found = text.codePoints().filter(Texts::isControl).findFirst();
    return found.isEmpty()
        ? null
        : "contains the control character U+%04X; line breaks, escape codes and direction controls are not allowed"
            .formatted(found.getAsInt());
  }

  /** The text with every control character replaced by a Java escape, such as {@code \u001b}. */
  public static String escaped(String text) {
    if (isPlain(text) || text.codePoints().noneMatch(Texts::isControl)) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            character -> {
              if (isControl(character)) {
                for (char unit : Character.toChars(character)) {
                  safe.append("\\u%04x".formatted((int) unit));
                }
              } else {
                safe.appendCodePoint(character);
              }
            });
    return safe.toString();
  }

  /** Whether all characters are printable ASCII, as in most texts: the quick check. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (unit < ' ' || unit > '~') {
        return false;
      }
    }
    return true;
  }

  /** Whether a character is a control character as defined above. */
  public static boolean isControl(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      case Character.FORMAT ->
          codePoint == 0x061C // Arabic letter mark
              || codePoint == 0x200E // left-to-right mark
              || codePoint == 0x200F // right-to-left mark
              || (codePoint >= 0x202A && codePoint <= 0x202E) // embeddings, overrides
              || (codePoint >= 0x2066 && codePoint <= 0x2069) // isolates
              || codePoint == 0xFEFF // byte order mark
              || codePoint >= 0xE0000; // tags
      default -> false;
    };
  }
}
