package org.iecpools.stats.web.page.chart;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plants each fault and checks that it is found. */
class DrawingTest {

  private static String document(String content) {
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\" role=\"img\">"
        + "<title>Title</title>%s</svg>".formatted(content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<line x1=\"0\" y1=\"11\" x2=\"1\" y2=\"1\"/>",
        "<text x=\"NaN\" y=\"1\"/>",
        "<rect x=\"-1\" y=\"1\"/>",
        "<rect x=\"6\" y=\"1\" width=\"5\" height=\"1\"/>",
        "<path d=\"M1 1L2 10.5\"/>",
        "<path d=\"M1 1V12\"/>",
        "<path d=\"M1 NaN\"/>",
        "<g style=\"fill:red\"/>",
        "<g onclick=\"x\"/>",
      })
  void aFaultIsFound(String content) {
    Drawing drawing = Drawing.of(document(content));

    assertThatThrownBy(drawing::check)
        .isInstanceOfAny(AssertionError.class, NumberFormatException.class);
  }

  @Test
  void aDocumentThatIsNotWellFormedIsFound() {
    assertThatThrownBy(() -> Drawing.of(document("<g>"))).hasMessageContaining("not well-formed");
  }

  @Test
  void aDrawingWithoutFaultsPasses() {
    assertThatCode(() -> Drawing.of(document("<path d=\"M1 1L2 10H3V4Z\"/>")).check())
        .doesNotThrowAnyException();
  }
}
