package org.iecpools.stats.web.page;

import java.time.LocalDate;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.iecpools.stats.web.page.chart.Unit;
import org.iecpools.stats.web.page.chart.WeeklyChart.Shape;

/** A number of a pool that charts and tables show by week. */
enum WeeklyNumber {
  CANDIDATES(Shape.LINE, Unit.COUNT) {
    @Override
    Optional<Double> value(PoolWeek week) {
      return optional(week.row().candidatesInPool());
    }

    @Override
    String text(Texts texts, PoolWeek week) {
      return texts.number(week.row().candidatesInPool());
    }
  },
  INVITATIONS(Shape.BARS, Unit.COUNT) {
    @Override
    Optional<Double> value(PoolWeek week) {
      // More invitations than were issued may be voided in a week.
      return optional(week.invitations()).map(invited -> Math.max(0.0, invited));
    }

    @Override
    String text(Texts texts, PoolWeek week) {
      return texts.number(week.invitations());
    }
  },
  SPOTS(Shape.LINE, Unit.COUNT) {
    @Override
    Optional<Double> value(PoolWeek week) {
      return optional(week.row().spotsAvailable().permits());
    }

    @Override
    String text(Texts texts, PoolWeek week) {
      return texts.amount(week.row().spotsAvailable());
    }
  },
  CHANCE(Shape.LINE, Unit.SHARE) {
    @Override
    Optional<Double> value(PoolWeek week) {
      return week.row().chance().stream().boxed().findFirst();
    }

    @Override
    String text(Texts texts, PoolWeek week) {
      return week.row().chance().stream().mapToObj(texts::percent).findFirst().orElse(NONE);
    }
  };

  private static final String NONE = "–";

  private final Shape shape;
  private final Unit unit;

  WeeklyNumber(Shape shape, Unit unit) {
    this.shape = shape;
    this.unit = unit;
  }

  /** The end of the key of its texts. */
  String key() {
    return PagePaths.slug(name());
  }

  /** How it is drawn if a chart shows one season. */
  Shape shape() {
    return shape;
  }

  /** What its values are. */
  Unit unit() {
    return unit;
  }

  private static Optional<Double> optional(OptionalLong number) {
    return number.isPresent() ? Optional.of((double) number.getAsLong()) : Optional.empty();
  }

  /** The number of a week, 0 or more; empty if the chart has a gap. */
  abstract Optional<Double> value(PoolWeek week);

  /** The number of a week in a table. */
  abstract String text(Texts texts, PoolWeek week);

  /** The number in a table of a week that may be missing. */
  String text(Texts texts, Optional<PoolWeek> week) {
    return week.map(known -> text(texts, known)).orElse(NONE);
  }

  /** The numbers that a chart draws. */
  NavigableMap<LocalDate, Double> values(NavigableMap<LocalDate, PoolWeek> weeks) {
    NavigableMap<LocalDate, Double> values = new TreeMap<>();
    weeks.forEach((friday, week) -> value(week).ifPresent(value -> values.put(friday, value)));
    return values;
  }
}
