package org.iecpools.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.IntStream;
import org.iecpools.domain.Texts;
import org.junit.jupiter.api.Test;

class TerminalWriterTest {

  private static final List<String> CONTROLS =
      IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
          .filter(Texts::isControl)
          .mapToObj(Character::toString)
          .toList();

  private final StringWriter shown = new StringWriter();
  private final PrintWriter out = TerminalWriter.over(new PrintWriter(shown));

  @Test
  void everyControlCharacterInAnArgumentIsEscaped() {
    for (String control : CONTROLS) {
      out.printf("%s|%n", "a" + control + "b");
    }

    assertThat(shown.toString().lines())
        .hasSize(CONTROLS.size())
        .allMatch(line -> line.matches("a(\\\\u[0-9a-f]{4}){1,2}b\\|"));
  }

  @Test
  void everyControlCharacterInALineOfTheConsoleIsEscaped() {
    Console console = new Console(out);

    for (String control : CONTROLS) {
      console.println("a" + control + "b");
    }

    assertThat(shown.toString().lines())
        .hasSize(CONTROLS.size())
        .allMatch(line -> line.matches("a(\\\\u[0-9a-f]{4}){1,2}b"));
  }

  @Test
  void withoutAFormatOnlyLineBreaksAndTabsPass() {
    for (String control : CONTROLS) {
      out.print(control);
      out.println((Object) control);
      out.write(control.toCharArray(), 0, control.length());
      out.append(control);
    }
    out.flush();

    assertThat(shown.toString().codePoints().filter(Texts::isControl).distinct())
        .containsExactlyInAnyOrder((int) '\n', (int) '\t');
  }

  @Test
  void otherTextsNumbersAndLineBreaksOfFormatsAreUnchanged() {
    out.printf("%-5s|%,d|%.1f|%b%n", "Zoë", 12_345, 0.5, true);
    out.print("{\n\t\"a\": \"日本\"\n}\n");
    out.flush();

    assertThat(shown).hasToString("Zoë  |12,345|0.5|true\n{\n\t\"a\": \"日本\"\n}\n");
  }
}
