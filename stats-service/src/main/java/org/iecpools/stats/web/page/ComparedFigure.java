package org.iecpools.stats.web.page;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.iecpools.stats.web.page.chart.Caption;
import org.iecpools.stats.web.page.chart.ComparisonChart;
import org.iecpools.stats.web.page.chart.Series;
import org.iecpools.stats.web.page.chart.WeekAxis;

/**
 * A number of several pools by week of their seasons, as a chart and as a table.
 *
 * @param key what it shows; also the key of its texts
 * @param svg the chart
 * @param weeks the table, from the first week on
 */
public record ComparedFigure(String key, String svg, List<Week> weeks) {

  /**
   * A row of the table.
   *
   * @param number the week of the season, from 1
   * @param values the number of each line
   */
  public record Week(int number, List<String> values) {}

  /**
   * The figures of a comparison.
   *
   * @param lines with at least one week each
   * @param first the first week of the season, to which all lines were moved
   */
  static List<ComparedFigure> of(Texts texts, List<ComparedLine> lines, LocalDate first) {
    return lines.stream()
        .map(line -> line.weeks().lastKey())
        .max(LocalDate::compareTo)
        .map(last -> figures(texts, lines, new WeekAxis(first, last)))
        .orElse(List.of());
  }

  private static List<ComparedFigure> figures(
      Texts texts, List<ComparedLine> lines, WeekAxis axis) {
    return Arrays.stream(WeeklyNumber.values())
        .map(number -> figure(texts, lines, axis, number))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<ComparedFigure> figure(
      Texts texts, List<ComparedLine> lines, WeekAxis axis, WeeklyNumber number) {
    List<Series> series =
        lines.stream().map(line -> new Series(line.letter(), number.values(line.weeks()))).toList();
    if (series.stream().allMatch(one -> one.values().isEmpty())) {
      return Optional.empty();
    }
    ComparisonChart chart =
        new ComparisonChart(
            new Caption(
                "compared-" + number.key(),
                texts.text("weekly." + number.key()),
                texts.text("compare.description")),
            number.unit(),
            axis,
            series,
            week -> texts.text("compare.weekNumber", week));
    return Optional.of(
        new ComparedFigure(
            number.key(),
            chart.svg(texts.language().locale()),
            IntStream.rangeClosed(1, axis.weeks())
                .mapToObj(week -> week(texts, lines, axis, number, week))
                .toList()));
  }

  private static Week week(
      Texts texts, List<ComparedLine> lines, WeekAxis axis, WeeklyNumber number, int week) {
    LocalDate friday = axis.first().plusWeeks(week - 1L);
    return new Week(
        week,
        lines.stream()
            .map(line -> number.text(texts, Optional.ofNullable(line.weeks().get(friday))))
            .toList());
  }
}
