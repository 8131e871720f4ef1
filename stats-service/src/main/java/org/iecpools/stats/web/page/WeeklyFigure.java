package org.iecpools.stats.web.page;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.iecpools.stats.domain.Amount;
import org.iecpools.stats.domain.Row;
import org.iecpools.stats.web.page.chart.Caption;
import org.iecpools.stats.web.page.chart.Mark;
import org.iecpools.stats.web.page.chart.Series;
import org.iecpools.stats.web.page.chart.Unit;
import org.iecpools.stats.web.page.chart.WeekAxis;
import org.iecpools.stats.web.page.chart.WeeklyChart;
import org.iecpools.stats.web.page.chart.WeeklyChart.Shape;

/**
 * A number of a pool by week, as a chart and as a table, next to the same pool in the season
 * before.
 *
 * @param key what it shows; also the key of its texts
 * @param svg the chart
 * @param weeks the table
 */
public record WeeklyFigure(String key, String svg, List<Week> weeks) {

  /** Keeps Fridays, and moves the days of the year by one or two. */
  private static final int WEEKS_OF_A_YEAR = 52;

  private static final String NONE = "–";

  /**
   * A row of the table.
   *
   * @param friday the end of the week, exclusive
   * @param value the number
   * @param earlier the number 52 weeks earlier, in the season before
   */
  public record Week(LocalDate friday, String value, String earlier) {}

  /**
   * How a number of a week is computed, drawn and written.
   *
   * @param value the number, 0 or more; empty if the chart has a gap
   * @param text the number in the table
   */
  private record Kind(
      String key,
      Shape shape,
      Unit unit,
      Function<Step, Optional<Double>> value,
      Function<Step, String> text) {}

  /**
   * A week's row with the one before it.
   *
   * @param before the row of the week before; empty for the first row
   * @param gap whether rows are missing between the two
   */
  private record Step(Row row, Optional<Row> before, boolean gap) {

    /** Invitations issued in the week; empty if it is not known. */
    Optional<Long> invitations() {
      return gap
          ? Optional.empty()
          : Optional.of(row.invitationsIssued() - before.map(Row::invitationsIssued).orElse(0L));
    }
  }

  /**
   * The figures of a pool.
   *
   * @param history its rows, ascending
   * @param earlier its rows in the season before, ascending; may be empty
   * @param revised the weeks whose published numbers were revised
   */
  static List<WeeklyFigure> of(
      Texts texts, int season, List<Row> history, List<Row> earlier, List<LocalDate> revised) {
    if (history.isEmpty()) {
      return List.of();
    }
    NavigableMap<LocalDate, Step> now = steps(history, 0);
    NavigableMap<LocalDate, Step> then = steps(earlier, WEEKS_OF_A_YEAR);
    List<Mark> marks =
        Stream.concat(
                quotaChanges(texts, history),
                revised.stream()
                    .map(
                        week ->
                            new Mark(week, Mark.Kind.RESTATEMENT, texts.text("weekly.revised"))))
            .sorted(Comparator.comparing(Mark::day))
            .toList();
    return kinds(texts).stream()
        .map(kind -> figure(texts, season, kind, now, then, marks))
        .flatMap(Optional::stream)
        .toList();
  }

  private static List<Kind> kinds(Texts texts) {
    return List.of(
        new Kind(
            "candidates",
            Shape.LINE,
            Unit.COUNT,
            step -> Optional.of((double) step.row().candidatesInPool()),
            step -> texts.number(step.row().candidatesInPool())),
        new Kind(
            "invitations",
            Shape.BARS,
            Unit.COUNT,
            // More invitations than were issued may be voided in a week.
            step -> step.invitations().map(invited -> Math.max(0.0, invited)),
            step -> step.invitations().map(texts::number).orElse(NONE)),
        new Kind(
            "spots",
            Shape.LINE,
            Unit.COUNT,
            step ->
                step.row().spotsAvailable() instanceof Amount.Permits(long spots)
                    ? Optional.of((double) spots)
                    : Optional.empty(),
            step -> texts.amount(step.row().spotsAvailable())),
        new Kind(
            "chance",
            Shape.LINE,
            Unit.SHARE,
            step -> step.row().chance().stream().boxed().findFirst(),
            step ->
                step.row().chance().stream().mapToObj(texts::percent).findFirst().orElse(NONE)));
  }

  private static Optional<WeeklyFigure> figure(
      Texts texts,
      int season,
      Kind kind,
      NavigableMap<LocalDate, Step> now,
      NavigableMap<LocalDate, Step> then,
      List<Mark> marks) {
    NavigableMap<LocalDate, Double> values = values(kind, now);
    NavigableMap<LocalDate, Double> earlier = values(kind, then);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    TreeSet<LocalDate> weeks = new TreeSet<>(now.keySet());
    weeks.addAll(then.keySet());
    Caption caption =
        new Caption(
            "weekly-" + kind.key(),
            texts.text("weekly." + kind.key()),
            texts.text("weekly.description", Integer.toString(season)));
    WeeklyChart chart =
        new WeeklyChart(
            caption,
            kind.shape(),
            kind.unit(),
            new WeekAxis(weeks.first(), weeks.last()),
            new Series(Integer.toString(season), values),
            earlier.isEmpty() ? null : new Series(Integer.toString(season - 1), earlier),
            marks);
    return Optional.of(
        new WeeklyFigure(
            kind.key(),
            chart.svg(texts.language().locale()),
            weeks.stream()
                .map(week -> new Week(week, text(kind, now, week), text(kind, then, week)))
                .toList()));
  }

  private static NavigableMap<LocalDate, Double> values(
      Kind kind, NavigableMap<LocalDate, Step> steps) {
    NavigableMap<LocalDate, Double> values = new TreeMap<>();
    steps.forEach(
        (week, step) -> kind.value().apply(step).ifPresent(value -> values.put(week, value)));
    return values;
  }

  private static String text(Kind kind, NavigableMap<LocalDate, Step> steps, LocalDate week) {
    return Optional.ofNullable(steps.get(week)).map(kind.text()).orElse(NONE);
  }

  private static NavigableMap<LocalDate, Step> steps(List<Row> rows, int later) {
    NavigableMap<LocalDate, Step> steps = new TreeMap<>();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      Optional<Row> before = i == 0 ? Optional.empty() : Optional.of(rows.get(i - 1));
      boolean gap = before.filter(it -> it.week().isBefore(row.week().minusWeeks(1))).isPresent();
      steps.put(row.week().plusWeeks(later), new Step(row, before, gap));
    }
    return steps;
  }

  private static Stream<Mark> quotaChanges(Texts texts, List<Row> history) {
    List<Mark> marks = new ArrayList<>();
    for (int i = 1; i < history.size(); i++) {
      Row row = history.get(i);
      if (!row.quota().equals(history.get(i - 1).quota())) {
        marks.add(
            new Mark(
                row.week(),
                Mark.Kind.QUOTA,
                texts.text("weekly.quota", texts.amount(row.quota()))));
      }
    }
    return marks.stream();
  }
}
