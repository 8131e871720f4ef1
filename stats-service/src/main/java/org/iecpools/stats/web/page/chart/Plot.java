package org.iecpools.stats.web.page.chart;

import java.time.LocalDate;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * The area of a drawing that shows values: converts weeks and values to coordinates and paths.
 *
 * @param weeks the horizontal axis
 * @param highest the value at the upper edge, above 0
 */
record Plot(WeekAxis weeks, double highest, double left, double top, double right, double bottom) {

  double x(LocalDate day) {
    return left + (right - left) * weeks.position(day);
  }

  double y(double value) {
    return bottom - height() * Math.clamp(value / highest, 0, 1);
  }

  /** Width of one week. */
  double week() {
    return (right - left) / weeks.weeks();
  }

  /** Height of the area. */
  double height() {
    return bottom - top;
  }

  /** Draws an invisible area over the whole height of a week, with a tooltip. */
  void hover(Svg svg, LocalDate week, String text) {
    svg.open("rect")
        .set("class", "hover")
        .set("fill", "none")
        .set("pointer-events", "all")
        .box(x(week) - week() / 2, top, week(), height())
        .textElement("title", text)
        .close();
  }

  /** Path of a line that is interrupted at gaps. {@link Series#isolated} values have none. */
  String line(Series series) {
    StringJoiner path = new StringJoiner("");
    for (SortedMap<LocalDate, Double> part : series.unbroken()) {
      if (part.size() > 1) {
        path.add(
            part.entrySet().stream()
                .map(point -> at(x(point.getKey()), y(point.getValue())))
                .collect(Collectors.joining("L", "M", "")));
      }
    }
    return path.toString();
  }

  /**
   * Path of one bar per value above 0.
   *
   * @param share width of a bar as a share of the week's
   */
  String bars(Series series, double share) {
    StringJoiner path = new StringJoiner("");
    double half = week() * share / 2;
    series
        .values()
        .forEach(
            (week, value) -> {
              if (value > 0) {
                double center = x(week);
                path.add("M" + at(center - half, bottom))
                    .add("V" + Svg.number(y(value)))
                    .add("H" + Svg.number(center + half))
                    .add("V" + Svg.number(bottom))
                    .add("Z");
              }
            });
    return path.toString();
  }

  private static String at(double x, double y) {
    return Svg.number(x) + " " + Svg.number(y);
  }
}
