package org.iecpools.stats.web.page;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iecpools.stats.web.TableRow;
import org.iecpools.stats.web.page.chart.Caption;
import org.iecpools.stats.web.page.chart.Mark;
import org.iecpools.stats.web.page.chart.Series;
import org.iecpools.stats.web.page.chart.WeekAxis;
import org.iecpools.stats.web.page.chart.WeeklyChart;

/**
 * A number of a pool by week, as a chart and as a table, next to the same pool in the season
 * before.
 *
 * @param key what it shows; also the key of its texts
 * @param svg the chart
 * @param marks the kinds of marks in the chart, for its legend
 * @param weeks the table
 */
public record WeeklyFigure(String key, String svg, Set<Mark.Kind> marks, List<Week> weeks) {

  /** Keeps Fridays, and moves the days of the year by one or two. */
  private static final int WEEKS_OF_A_YEAR = 52;

  /**
   * A row of the table.
   *
   * @param friday the end of the week, exclusive
   * @param value the number
   * @param earlier the number 52 weeks earlier, in the season before
   * @param changes what the chart marks at the week, in words
   */
  public record Week(LocalDate friday, String value, String earlier, List<String> changes) {}

  /**
   * The figures of a pool.
   *
   * @param history its rows, ascending
   * @param earlier its rows in the season before, ascending; may be empty
   * @param published its rows as they were published
   */
  static List<WeeklyFigure> of(
      Texts texts,
      int season,
      List<TableRow> history,
      List<TableRow> earlier,
      List<TableRow> published) {
    if (history.isEmpty()) {
      return List.of();
    }
    NavigableMap<LocalDate, PoolWeek> now = PoolWeek.of(history);
    NavigableMap<LocalDate, PoolWeek> then = PoolWeek.later(PoolWeek.of(earlier), WEEKS_OF_A_YEAR);
    List<Mark> marks =
        Stream.concat(quotaChanges(texts, history), revisions(texts, published))
            .filter(mark -> now.containsKey(mark.day()))
            .sorted(Comparator.comparing(Mark::day))
            .toList();
    return Arrays.stream(WeeklyNumber.values())
        .map(number -> figure(texts, season, number, now, then, marks))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<WeeklyFigure> figure(
      Texts texts,
      int season,
      WeeklyNumber number,
      NavigableMap<LocalDate, PoolWeek> now,
      NavigableMap<LocalDate, PoolWeek> then,
      List<Mark> marks) {
    NavigableMap<LocalDate, Double> values = number.values(now);
    NavigableMap<LocalDate, Double> earlier = number.values(then);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    TreeSet<LocalDate> weeks = new TreeSet<>(now.keySet());
    weeks.addAll(then.keySet());
    Caption caption =
        new Caption(
            "weekly-" + number.key(),
            texts.text("weekly." + number.key()),
            texts.text("weekly.description", Integer.toString(season)));
    WeeklyChart chart =
        new WeeklyChart(
            caption,
            number.shape(),
            number.unit(),
            new WeekAxis(weeks.first(), weeks.last()),
            new Series(Integer.toString(season), values),
            earlier.isEmpty() ? null : new Series(Integer.toString(season - 1), earlier),
            marks);
    return Optional.of(
        new WeeklyFigure(
            number.key(),
            chart.svg(texts.language().locale()),
            marks.stream().map(Mark::kind).collect(Collectors.toCollection(TreeSet::new)),
            weeks.stream()
                .map(
                    week ->
                        new Week(
                            week,
                            number.text(texts, Optional.ofNullable(now.get(week))),
                            number.text(texts, Optional.ofNullable(then.get(week))),
                            marks.stream()
                                .filter(mark -> mark.day().equals(week))
                                .map(Mark::text)
                                .toList()))
                .toList()));
  }

  private static Stream<Mark> revisions(Texts texts, List<TableRow> published) {
    return published.stream()
        .filter(row -> row.revision() > 1)
        .map(
            row ->
                new Mark(
                    row.week(),
                    Mark.Kind.RESTATEMENT,
                    texts.text("weekly.revised", row.revision())));
  }

  private static Stream<Mark> quotaChanges(Texts texts, List<TableRow> history) {
    List<Mark> marks = new ArrayList<>();
    for (int i = 1; i < history.size(); i++) {
      TableRow row = history.get(i);
      TableRow before = history.get(i - 1);
      if (!row.quota().equals(before.quota())) {
        marks.add(
            new Mark(
                row.week(),
                Mark.Kind.QUOTA,
                texts.text(
                    "weekly.quota", texts.amount(row.quota()), texts.amount(before.quota()))));
      }
    }
    return marks.stream();
  }
}
