package org.iecpools.stats.web.page.chart;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.function.Function;

/**
 * Draws the labels of weeks and values, and a horizontal line for each labelled value.
 *
 * @param weekLabel the label of a week
 */
record Axes(Plot plot, Ticks ticks, Language language, Function<LocalDate, String> weekLabel) {

  /** Distance of a label from the plot. */
  static final double GAP = 8;

  /** Height of the week labels below the plot. */
  static final double LABEL_HEIGHT = 22;

  /** Estimate for a digit in the style sheet's font size. */
  private static final double DIGIT_WIDTH = 6.5;

  /** Distance from a line's middle to the baseline of a text that is centered on it. */
  static final double TO_BASELINE = 4;

  private static final int MOST_WEEK_LABELS = 7;

  /** The width that the labels of values need left of the plot. */
  static double labelWidth(Ticks ticks, Language language) {
    int longest =
        ticks.values().stream()
            .mapToInt(value -> language.number(value).length())
            .max()
            .orElseThrow();
    return 2 * GAP + DIGIT_WIDTH * longest;
  }

  void draw(Svg svg) {
    for (BigDecimal value : ticks.values()) {
      double y = plot.y(value.doubleValue());
      svg.open("line").set("class", "grid").line(plot.left(), y, plot.right(), y).close();
      label(svg, "end", plot.left() - GAP, y + TO_BASELINE, language.number(value));
    }
    for (LocalDate week : plot.weeks().labelled(MOST_WEEK_LABELS)) {
      double y = plot.bottom() + LABEL_HEIGHT - GAP;
      label(svg, "middle", plot.x(week), y, weekLabel.apply(week));
    }
  }

  private static void label(Svg svg, String anchor, double x, double y, String text) {
    svg.open("text")
        .set("class", "tick")
        .set("text-anchor", anchor)
        .set("x", x)
        .set("y", y)
        .text(text)
        .close();
  }
}
