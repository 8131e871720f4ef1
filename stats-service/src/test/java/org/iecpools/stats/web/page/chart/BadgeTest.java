package org.iecpools.stats.web.page.chart;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.iecpools.stats.domain.Rating;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;

class BadgeTest {

  @Test
  void itHasLabelAndValueAndIsNamedByBoth() {
    Drawing drawing =
        Drawing.of(new Badge("Ireland Working Holiday", "1 in 9", Rating.VERY_LOW).svg()).check();

    assertThat(drawing.texts("text")).containsExactly("Ireland Working Holiday", "1 in 9");
    assertThat(drawing.root().getAttribute("aria-label"))
        .isEqualTo("Ireland Working Holiday: 1 in 9");
    assertThat(drawing.texts("title")).containsExactly("Ireland Working Holiday: 1 in 9");
  }

  @Test
  void itNeedsNoStyleSheetAndNoOtherFile() {
    String svg = new Badge("Ireland", "1 in 9", Rating.LOW).svg();

    assertThat(svg).doesNotContain("class=", "href", "url(", "<style");
    assertThat(svg.replace("xmlns=\"http://www.w3.org/2000/svg\"", "")).doesNotContain("http");
  }

  @Test
  void aLongerTextIsWider() {
    assertThat(width("Italy", "1 in 9")).isLessThan(width("United Kingdom", "1 in 9"));
    assertThat(width("Japan", "1 in 9")).isLessThan(width("Japan", "less than 1 in 100"));
    assertThat(width("Cote d'Ivoire", "")).isEqualTo(width("Côte d'Ivoire", ""));
    assertThat(width("日本日本日本", "")).isGreaterThan(width("abcdef", ""));
  }

  private static double width(String label, String value) {
    return Double.parseDouble(
        Drawing.of(new Badge(label, value, Rating.FAIR).svg()).root().getAttribute("width"));
  }

  @ParameterizedTest
  @EnumSource
  void whiteTextIsReadableOnTheColourOfEveryRating(Rating rating) {
    Drawing drawing = Drawing.of(new Badge("label", "value", rating).svg());

    assertThat(
            drawing
                .elements()
                .filter(e -> e.getTagName().equals("path"))
                .map((Element e) -> e.getAttribute("fill")))
        .hasSize(2)
        .allSatisfy(colour -> assertThat(contrastToWhite(colour)).isGreaterThan(4.5));
  }

  /** The contrast ratio of WCAG 2.2. */
  private static double contrastToWhite(String colour) {
    String digits = colour.length() == 4 ? colour.replaceAll("([0-9a-f])", "$1$1") : colour;
    double luminance =
        0.2126 * linear(digits.substring(1, 3))
            + 0.7152 * linear(digits.substring(3, 5))
            + 0.0722 * linear(digits.substring(5, 7));
    return 1.05 / (luminance + 0.05);
  }

  private static double linear(String hex) {
    double share = Integer.parseInt(hex, 16) / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }

  @Property
  void anyTextIsDrawnInsideTheViewBox(
      @ForAll String label, @ForAll String value, @ForAll Rating rating) {
    Badge badge = new Badge(label, value, rating);

    Drawing.of(badge.svg()).check();
    assertThat(badge.svg()).isEqualTo(new Badge(label, value, rating).svg());
  }
}
