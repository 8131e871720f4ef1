package org.iecpools.domain;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;

/**
 * Days and weeks of the programme, in Toronto time. A week ends on Friday at 00:00. When its
 * numbers are published is a setting of the season ({@link SeasonBook#publication}).
 */
public final class Weeks {

  /** Time zone of the programme's days. */
  public static final ZoneId ZONE = ZoneId.of("America/Toronto");

  private Weeks() {}

  /** The programme's day that contains an instant. */
  public static LocalDate day(Instant instant) {
    return instant.atZone(ZONE).toLocalDate();
  }

  /**
   * The week that contains a day, named by the Friday that ends it, exclusive: the first Friday
   * after the day. A Friday belongs to the week that ends seven days later.
   */
  public static LocalDate weekOf(LocalDate day) {
    return day.with(TemporalAdjusters.next(DayOfWeek.FRIDAY));
  }

  /** The week that contains an instant. */
  public static LocalDate weekOf(Instant instant) {
    return weekOf(day(instant));
  }

  /** The exclusive end of the week that ends on {@code friday}. */
  public static Instant end(LocalDate friday) {
    return friday.atStartOfDay(ZONE).toInstant();
  }
}
