package org.iecpools.stats.web.page.chart;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Values by week. A week without a value is a gap in the line.
 *
 * @param name what the legend and tooltips call it, such as the season
 * @param values finite values of 0 or more, by the Friday that ends the week
 */
public record Series(String name, NavigableMap<LocalDate, Double> values) {

  /** Copies the values and rejects those that cannot be drawn. */
  public Series {
    values = Collections.unmodifiableNavigableMap(new TreeMap<>(values));
    if (values.values().stream().anyMatch(value -> !(value >= 0 && value <= Long.MAX_VALUE))) {
      throw new IllegalArgumentException(
          "the values of \"%s\" are not all between 0 and the largest long".formatted(name));
    }
  }

  /** Creates a series from numbers of any type. */
  public static Series of(String name, Map<LocalDate, ? extends Number> values) {
    NavigableMap<LocalDate, Double> doubles = new TreeMap<>();
    values.forEach((week, value) -> doubles.put(week, value.doubleValue()));
    return new Series(name, doubles);
  }

  /**
   * The same values so many weeks later, to draw an earlier season on the weeks of this one. 52
   * weeks keep Fridays and move the days of the year by one or two.
   */
  public Series later(int weeks) {
    NavigableMap<LocalDate, Double> moved = new TreeMap<>();
    values.forEach((week, value) -> moved.put(week.plusWeeks(weeks), value));
    return new Series(name, moved);
  }

  /** The part that an axis shows. */
  Series within(WeekAxis axis) {
    NavigableMap<LocalDate, Double> shown = new TreeMap<>(values);
    shown.keySet().removeIf(week -> !axis.contains(week));
    return new Series(name, shown);
  }

  /** The largest value; 0 without values. */
  double largest() {
    return values.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  /** The values without a neighbour, which no line shows. */
  SortedMap<LocalDate, Double> isolated() {
    SortedMap<LocalDate, Double> isolated = new TreeMap<>();
    unbroken().stream().filter(part -> part.size() == 1).forEach(isolated::putAll);
    return isolated;
  }

  /** The parts between the gaps, each with at least one value. */
  List<SortedMap<LocalDate, Double>> unbroken() {
    List<SortedMap<LocalDate, Double>> parts = new ArrayList<>();
    LocalDate from = null;
    for (LocalDate week : values.keySet()) {
      from = from == null ? week : from;
      LocalDate next = values.higherKey(week);
      if (next == null || next.isAfter(week.plusWeeks(1))) {
        parts.add(values.subMap(from, true, week, true));
        from = null;
      }
    }
    return parts;
  }
}
