package org.iecpools.launcher;

import java.io.PrintWriter;
import java.io.Writer;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import java.util.Locale;
import org.iecpools.domain.Texts;

/**
 * The writer that commands print to. Data from outside must not move the cursor, clear a line or
 * forge one. Therefore control characters are printed as escapes such as {@code \u001b}. Line
 * breaks and tabs of the program itself pass; those in an argument of {@code printf} are escaped as
 * well.
 */
final class TerminalWriter extends PrintWriter {

  private TerminalWriter(Writer out) {
    super(out, true);
  }

  /** Wraps a writer; returns it unchanged if it already escapes. */
  static PrintWriter over(PrintWriter out) {
    return out instanceof TerminalWriter ? out : new TerminalWriter(out);
  }

  @Override
  public void write(int character) {
    write(Character.toString(character));
  }

  @Override
  public void write(char[] text, int from, int length) {
    write(new String(text, from, length));
  }

  @Override
  public void write(String text) {
    write(text, 0, text.length());
  }

  @Override
  public void write(String text, int from, int length) {
    String safe = escaped(text.substring(from, from + length));
    super.write(safe, 0, safe.length());
  }

  @Override
  public PrintWriter format(String format, Object... arguments) {
    return super.format(format, safe(arguments));
  }

  @Override
  public PrintWriter format(Locale locale, String format, Object... arguments) {
    return super.format(locale, format, safe(arguments));
  }

  private static Object[] safe(Object[] arguments) {
    return Arrays.stream(arguments)
        .map(
            argument ->
                switch (argument) {
                  case null -> null;
                  case Number number -> number;
                  case Boolean flag -> flag;
                  case TemporalAccessor time -> time;
                  default -> Texts.escaped(String.valueOf(argument));
                })
        .toArray();
  }

  private static String escaped(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\t') {
        safe.append(Texts.escaped(text.substring(from, i))).append(c);
        from = i + 1;
      }
    }
    return safe.append(Texts.escaped(text.substring(from))).toString();
  }
}
