package org.iecpools.stats.web.page.chart;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A chart of the weeks of a season, as lines or bars. Every week has a tooltip with its values.
 *
 * <p>Style classes: {@code chart} (the root), {@code grid}, {@code tick}, {@code legend}, {@code
 * mark} with {@code mark-quota} or {@code mark-restatement}, {@code series} with {@code line},
 * {@code point} or {@code bars}, {@code earlier} (the earlier season), {@code hover}.
 *
 * @param caption title and description; the text of the marks is added to the description
 * @param shape how values are drawn
 * @param unit what the values are
 * @param weeks the horizontal axis; values and marks outside of it are not drawn
 * @param series the values
 * @param earlier values of an earlier season, moved to these weeks by {@link Series#later}; drawn
 *     dimmed behind the others. Null for none
 * @param marks days on which something changed
 */
public record WeeklyChart(
    Caption caption,
    Shape shape,
    Unit unit,
    WeekAxis weeks,
    Series series,
    @Nullable Series earlier,
    List<Mark> marks) {

  /** How values are drawn. */
  public enum Shape {
    /** A line that is interrupted at weeks without a value. */
    LINE("line"),
    /** One bar per week. */
    BARS("bars");

    private final String styleClass;

    Shape(String styleClass) {
      this.styleClass = styleClass;
    }
  }

  private static final double WIDTH = 520;
  private static final double HEIGHT = 220;
  private static final double LEGEND_HEIGHT = 22;
  private static final double TOP = 8;

  /** Room for half of the last week's label. */
  private static final double RIGHT = 20;

  /** Distance of two marks of the same day. */
  private static final double MARK_GAP = 3;

  private static final double SWATCH = 16;
  private static final double POINT = 2;

  private static final String SERIES = "series ";
  private static final String EARLIER = "series earlier ";

  /** Leaves out what the axis does not show. */
  public WeeklyChart {
    series = series.within(weeks);
    earlier = earlier == null ? null : earlier.within(weeks);
    marks = marks.stream().filter(mark -> weeks.contains(mark.day())).toList();
  }

  /**
   * Renders the chart.
   *
   * @param locale of numbers and days
   */
  public String svg(Locale locale) {
    Language language = Language.of(locale, unit);
    Ticks ticks = Ticks.upTo(largest(), unit.smallestStep());
    Plot plot = plot(ticks, language);
    Svg svg = captionWithMarks(language).begin("chart", WIDTH, HEIGHT);
    new Axes(plot, ticks, language, language::day).draw(svg);
    if (earlier != null) {
      draw(svg, plot, earlier, EARLIER, 0.9);
    }
    draw(svg, plot, series, SERIES, 0.55);
    drawMarks(svg, plot, language);
    if (earlier != null) {
      legend(svg, plot.left(), series, SERIES);
      legend(svg, (plot.left() + plot.right()) / 2, earlier, EARLIER);
    }
    weeks.every(1).forEach(week -> tooltip(svg, plot, language, week));
    return svg.end();
  }

  private double largest() {
    return Math.max(series.largest(), earlier == null ? 0 : earlier.largest());
  }

  private Plot plot(Ticks ticks, Language language) {
    return new Plot(
        weeks,
        ticks.top(),
        Axes.labelWidth(ticks, language),
        earlier == null ? TOP : LEGEND_HEIGHT + TOP,
        WIDTH - RIGHT,
        HEIGHT - Axes.LABEL_HEIGHT);
  }

  private Caption captionWithMarks(Language language) {
    return caption.with(
        marks.stream().map(mark -> text(mark, language) + ".").collect(Collectors.joining(" ")));
  }

  private void draw(Svg svg, Plot plot, Series values, String styleClass, double barShare) {
    switch (shape) {
      case LINE -> {
        svg.open("path")
            .set("class", styleClass + shape.styleClass)
            .set("d", plot.line(values))
            .asLine()
            .close();
        values
            .isolated()
            .forEach(
                (week, value) -> svg.dot(styleClass + "point", plot.x(week), plot.y(value), POINT));
      }
      case BARS ->
          svg.open("path")
              .set("class", styleClass + shape.styleClass)
              .set("d", plot.bars(values, barShare))
              .close();
    }
  }

  private void drawMarks(Svg svg, Plot plot, Language language) {
    Map<LocalDate, Integer> ofDay = new HashMap<>();
    for (Mark mark : marks) {
      int before = ofDay.merge(mark.day(), 1, Integer::sum) - 1;
      double x = Math.min(plot.right(), plot.x(mark.day()) + before * MARK_GAP);
      svg.open("g")
          .set("class", "mark " + mark.kind().styleClass())
          .textElement("title", text(mark, language))
          .open("line")
          .line(x, plot.top(), x, plot.bottom())
          .close()
          .close();
    }
  }

  private static String text(Mark mark, Language language) {
    return "%s: %s".formatted(language.day(mark.day()), mark.text());
  }

  private void legend(Svg svg, double x, Series named, String styleClass) {
    double middle = LEGEND_HEIGHT / 2;
    svg.open("rect")
        .set("class", styleClass + shape.styleClass)
        .box(x, middle - 1.5, SWATCH, 3)
        .close();
    svg.open("text")
        .set("class", "legend")
        .set("x", x + SWATCH + Axes.GAP)
        .set("y", middle + Axes.TO_BASELINE)
        .text(named.name())
        .close();
  }

  /** Adds an invisible area over the whole height of a week, if it has values. */
  private void tooltip(Svg svg, Plot plot, Language language, LocalDate week) {
    String values =
        Stream.of(series, earlier)
            .filter(Objects::nonNull)
            .filter(shown -> shown.values().containsKey(week))
            .map(shown -> shown.name() + ": " + language.number(shown.values().get(week)))
            .collect(Collectors.joining("\n"));
    if (!values.isEmpty()) {
      plot.hover(svg, week, language.day(week) + "\n" + values);
    }
  }
}
