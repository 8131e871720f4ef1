package org.iecpools.stats.web.page.chart;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Several series on the same weeks, numbered from 1. Each line has a dash pattern of its own and
 * its name, such as a letter, at its last value, so that no line is told by its colour only. Every
 * week has a tooltip with its values.
 *
 * <p>Style classes: {@code chart} (the root), {@code grid}, {@code tick}, {@code hover}, and for
 * the series from the first on {@code line-1} and so on, with {@code series line}, {@code series
 * point} or {@code name}.
 *
 * @param caption title and description
 * @param unit what the values are
 * @param weeks the horizontal axis; values outside of it are not drawn
 * @param series the values, up to {@link #MOST}; their names are short
 * @param weekName the name of a week with a number
 */
public record ComparisonChart(
    Caption caption,
    Unit unit,
    WeekAxis weeks,
    List<Series> series,
    Function<Integer, String> weekName) {

  /** Maximum number of series: the style sheet has so many dash patterns. */
  public static final int MOST = 6;

  private static final double WIDTH = 520;
  private static final double HEIGHT = 240;
  private static final double TOP = 12;

  /** Room for a name behind the last value. */
  private static final double RIGHT = 28;

  private static final double POINT = 2.5;

  /** Distance of a name from the end of its line. */
  private static final double NAME_GAP = 5;

  /** Height and width of a name, so that no two are on top of each other. */
  private static final double NAME_SIZE = 16;

  /** By how much a name is moved up or down at a time if its place is taken. */
  private static final double NAME_STEP = 3;

  private record Place(double x, double y) {
    boolean covers(Place other) {
      return Math.abs(x - other.x) < NAME_SIZE && Math.abs(y - other.y) < NAME_SIZE;
    }
  }

  /** Leaves out what the axis does not show. */
  public ComparisonChart {
    if (series.size() > MOST) {
      throw new IllegalArgumentException("%d series are too many".formatted(series.size()));
    }
    series = series.stream().map(one -> one.within(weeks)).toList();
  }

  /**
   * Renders the chart.
   *
   * @param locale of numbers
   */
  public String svg(Locale locale) {
    Language language = Language.of(locale, unit);
    double largest = series.stream().mapToDouble(Series::largest).max().orElse(0);
    Ticks ticks = Ticks.upTo(largest, unit.smallestStep());
    Plot plot =
        new Plot(
            weeks,
            ticks.top(),
            Axes.labelWidth(ticks, language),
            TOP,
            WIDTH - RIGHT,
            HEIGHT - Axes.LABEL_HEIGHT);
    Svg svg = caption.begin("chart", WIDTH, HEIGHT);
    new Axes(plot, ticks, language, week -> Integer.toString(weeks.number(week))).draw(svg);
    for (int i = 0; i < series.size(); i++) {
      draw(svg, plot, series.get(i), styleClass(i));
    }
    names(svg, plot);
    weeks.every(1).forEach(week -> tooltip(svg, plot, language, week));
    return svg.end();
  }

  private static String styleClass(int index) {
    return " line-" + (index + 1);
  }

  private static void draw(Svg svg, Plot plot, Series values, String styleClass) {
    svg.open("path")
        .set("class", "series line" + styleClass)
        .set("d", plot.line(values))
        .asLine()
        .close();
    values
        .isolated()
        .forEach(
            (week, value) ->
                svg.dot("series point" + styleClass, plot.x(week), plot.y(value), POINT));
  }

  private void names(Svg svg, Plot plot) {
    List<Place> taken = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      Map.Entry<LocalDate, Double> last = series.get(i).values().lastEntry();
      if (last != null) {
        Place place = free(plot, plot.x(last.getKey()) + NAME_GAP, plot.y(last.getValue()), taken);
        taken.add(place);
        svg.open("text")
            .set("class", "name" + styleClass(i))
            .set("x", place.x())
            .set("y", place.y() + Axes.TO_BASELINE)
            .text(series.get(i).name())
            .close();
      }
    }
  }

  /** The free place that is closest to a height, within the plot. */
  private static Place free(Plot plot, double x, double y, List<Place> taken) {
    return IntStream.rangeClosed(0, (int) (plot.height() / NAME_STEP))
        .boxed()
        .flatMap(step -> Stream.of(y - step * NAME_STEP, y + step * NAME_STEP))
        .filter(height -> height >= plot.top() && height <= plot.bottom())
        .map(height -> new Place(x, height))
        .filter(place -> taken.stream().noneMatch(place::covers))
        .findFirst()
        .orElse(new Place(x, y));
  }

  /** Adds an invisible area over the whole height of a week, if it has values. */
  private void tooltip(Svg svg, Plot plot, Language language, LocalDate week) {
    String values =
        series.stream()
            .filter(shown -> shown.values().containsKey(week))
            .map(shown -> shown.name() + ": " + language.number(shown.values().get(week)))
            .collect(Collectors.joining("\n"));
    if (!values.isEmpty()) {
      plot.hover(svg, week, weekName.apply(weeks.number(week)) + "\n" + values);
    }
  }
}
