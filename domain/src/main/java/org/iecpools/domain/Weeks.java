package org.iecpools.domain;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;

/** The programme's days and weeks: numbers are published on Fridays, 00:00 in Toronto. */
public final class Weeks {

  /** Where the programme's days begin and end. */
  public static final ZoneId ZONE = ZoneId.of("America/Toronto");

  private Weeks() {}

  /** The programme's day of an instant. */
  public static LocalDate day(Instant instant) {
    return instant.atZone(ZONE).toLocalDate();
  }

  /**
   * The week of a day, named by the Friday that ends it, exclusive: the first Friday after the day.
   * A Friday belongs to the week that ends seven days later.
   */
  public static LocalDate weekOf(LocalDate day) {
    return day.with(TemporalAdjusters.next(DayOfWeek.FRIDAY));
  }

  /** The week of an instant. */
  public static LocalDate weekOf(Instant instant) {
    return weekOf(day(instant));
  }

  /** When the numbers of the week that ends on {@code friday} are published: its exclusive end. */
  public static Instant publication(LocalDate friday) {
    return friday.atStartOfDay(ZONE).toInstant();
  }
}
