package org.iecpools.stats.web.page.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SvgTest {

  @Test
  void textAndAttributesAreEscaped() {
    String text = "</text><script>alert(\"1\" & '2')</script>";

    Drawing drawing =
        Drawing.of(new Svg(1, 1).open("text").set("class", text).text(text).close().end());

    assertThat(drawing.texts("text")).containsExactly(text);
    assertThat(drawing.elements().toList()).hasSize(2);
    assertThat(drawing.elements().toList().getLast().getAttribute("class")).isEqualTo(text);
  }

  @Test
  void charactersThatXmlDoesNotAllowAreReplaced() {
    Drawing drawing =
        Drawing.of(new Svg(1, 1).textElement("text", "a\u0000b\u001Fc\uFFFEd\uD800e😀").end());

    assertThat(drawing.texts("text")).containsExactly("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe😀");
  }

  @Property
  void everyTextIsReadBack(@ForAll String text) {
    Drawing drawing =
        Drawing.of(new Svg(1, 1).open("text").set("class", text).text(text).close().end());

    assertThat(drawing.texts("text").getFirst()).hasSameSizeAs(text.replace("\r\n", "\n"));
  }

  @Test
  void coordinatesHaveAtMostOneDecimalAndNoSignOfZero() {
    assertThat(Svg.number(12)).isEqualTo("12");
    assertThat(Svg.number(12.34)).isEqualTo("12.3");
    assertThat(Svg.number(12.96)).isEqualTo("13");
    assertThat(Svg.number(-0.01)).isEqualTo("0");
  }

  @Property
  void aCoordinateIsAnOrdinaryDecimal(@ForAll @DoubleRange(min = -1e6, max = 1e6) double value) {
    assertThat(Svg.number(value)).matches("-?[0-9]+(\\.[0-9])?");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aNumberThatIsNoCoordinateIsRefused(double value) {
    assertThatThrownBy(() -> Svg.number(value)).isInstanceOf(IllegalArgumentException.class);
  }
}
