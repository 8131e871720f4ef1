package org.iecpools.forecast;

import java.time.LocalDate;
import java.time.Month;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/**
 * The weekly rounds that are left in a season.
 *
 * @param count 0 or more
 * @param last the day of the final round, or the Friday of its week
 * @param isAnnounced whether that day is announced; otherwise it is assumed
 */
public record RoundsLeft(int count, LocalDate last, boolean isAnnounced) {

  private static final DateTimeFormatter WEEK =
      DateTimeFormatter.ofPattern("'Week of' MMMM d, uuuu", Locale.ENGLISH);

  private static final int DAYS_TO_FRIDAY = 4;

  /** Checks the number. */
  public RoundsLeft {
    if (count < 0) {
      throw new IllegalArgumentException(count + " rounds left");
    }
  }

  /**
   * The rounds from a day on.
   *
   * @param asOf the day after which rounds count
   * @param finalRound as published, such as {@code Week of September 14, 2026}. If it is not a
   *     week, the rounds end on 31 October of the season
   */
  static RoundsLeft of(LocalDate asOf, int season, String finalRound) {
    Optional<LocalDate> announced = fridayOf(finalRound);
    LocalDate last = announced.orElse(LocalDate.of(season, Month.OCTOBER, 31));
    int count = last.isAfter(asOf) ? SeasonChance.rounds(last.toEpochDay() - asOf.toEpochDay()) : 0;
    return new RoundsLeft(count, last, announced.isPresent());
  }

  /** The Friday of a week that is named by its Monday. */
  private static Optional<LocalDate> fridayOf(String week) {
    try {
      return Optional.of(LocalDate.parse(week.strip(), WEEK).plusDays(DAYS_TO_FRIDAY));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }
}
