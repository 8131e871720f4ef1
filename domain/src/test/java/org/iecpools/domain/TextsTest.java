package org.iecpools.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {

  /** Independent copy from the Unicode tables. */
  private static final int[][] CONTROLS = {
    {0x00, 0x1f},
    {0x7f, 0x9f},
    {0x061c, 0x061c},
    {0x200e, 0x200f},
    {0x2028, 0x202e},
    {0x2066, 0x2069},
    {0xd800, 0xdfff},
    {0xfeff, 0xfeff},
    {0xe0001, 0xe0001},
    {0xe0020, 0xe007f}
  };

  @Provide
  Arbitrary<Integer> controls() {
    return Arbitraries.of(
        IntStream.range(0, CONTROLS.length)
            .flatMap(i -> IntStream.rangeClosed(CONTROLS[i][0], CONTROLS[i][1]))
            .boxed()
            .toList());
  }

  @Provide
  Arbitrary<String> harmless() {
    return Arbitraries.strings()
        .withChars("abc äöü ñ 日本語 العربية '\"\\u001b -_.,;:!?")
        .ofMaxLength(30);
  }

  @Property(tries = 2_000)
  void aControlCharacterAnywhereIsFoundAndEscaped(
      @ForAll("controls") int control,
      @ForAll("harmless") String before,
      @ForAll("harmless") String after) {
    String text = before + Character.toString(control) + after;

    assertThat(Texts.fault(text)).contains("U+%04X".formatted(control));
    assertThat(Texts.escaped(text)).startsWith(before + "\\u").endsWith(after);
    assertThat(Texts.fault(Texts.escaped(text))).isNull();
  }

  @Property(tries = 500)
  void anyOtherTextIsLeftAsItIs(@ForAll("harmless") String text) {
    assertThat(Texts.fault(text)).isNull();
    assertThat(Texts.escaped(text)).isSameAs(text);
  }

  @Test
  void noOtherCharacterIsTakenForAControl() {
    long controls =
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT).filter(Texts::isControl).count();

    assertThat(controls)
        .isEqualTo(
            IntStream.range(0, CONTROLS.length)
                .map(i -> CONTROLS[i][1] - CONTROLS[i][0] + 1)
                .sum());
  }

  @ParameterizedTest
  @ValueSource(strings = {"O'Neil", "Zoë 👩‍👩‍👧", "می‌خواهم", "中文", "a\\u001b[1m"})
  void namesOfPeopleAreNotRefused(String name) {
    assertThat(Texts.fault(name)).isNull();
  }
}
