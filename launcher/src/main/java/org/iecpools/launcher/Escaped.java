package org.iecpools.launcher;

/** Text from outside, made safe to print: it can neither move the cursor nor forge a line. */
final class Escaped {

  private Escaped() {}

  /** Control, format and separator characters as Java escapes. */
  static String of(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (Character.getType(c)) {
                case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    safe.append("\\u%04x".formatted(c));
                default -> safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }
}
