package org.iecpools.stats.web.page.chart;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/**
 * The weeks that a chart shows, from left to right. A week is named by the Friday that ends it.
 *
 * @param first the first week
 * @param last the last week, a whole number of weeks after the first
 */
public record WeekAxis(LocalDate first, LocalDate last) {

  /** Rejects days that are not whole weeks apart. */
  public WeekAxis {
    long days = ChronoUnit.DAYS.between(first, last);
    if (days < 0 || days % 7 != 0) {
      throw new IllegalArgumentException(
          "%s is not a whole number of weeks after %s".formatted(last, first));
    }
  }

  /** Number of weeks, 1 or more. */
  public int weeks() {
    return number(last);
  }

  /** The number of a week, from 1 for the first. */
  int number(LocalDate week) {
    return (int) ChronoUnit.WEEKS.between(first, week) + 1;
  }

  /** All weeks in steps of so many. */
  Stream<LocalDate> every(int step) {
    return Stream.iterate(first, week -> !week.isAfter(last), week -> week.plusWeeks(step));
  }

  /** A few weeks for labels, equally far apart. */
  List<LocalDate> labelled(int most) {
    return every(Math.ceilDiv(weeks(), most)).toList();
  }

  /** Whether a day is in one of the weeks. */
  boolean contains(LocalDate day) {
    return day.isAfter(first.minusWeeks(1)) && !day.isAfter(last);
  }

  /**
   * How far right a day is, 0 to 1. Each week has an equal share with its Friday in the middle, so
   * that bars have room.
   */
  double position(LocalDate day) {
    double days = ChronoUnit.DAYS.between(first, day) + 3.5;
    return Math.clamp(days / (7.0 * weeks()), 0, 1);
  }
}
