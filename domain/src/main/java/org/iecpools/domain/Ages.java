package org.iecpools.domain;

import java.time.LocalDate;

/**
 * Ages in completed years. In a common year, the birthday of a person born on 29 February is 1
 * March.
 */
final class Ages {

  private Ages() {}

  /** The day on which a person born on {@code born} turns {@code years}. */
  static LocalDate birthday(LocalDate born, int years) {
    LocalDate day = born.plusYears(years);
    return day.getDayOfMonth() == born.getDayOfMonth() ? day : day.plusDays(1);
  }

  /** Age in completed years on a day; negative before birth. */
  static int on(LocalDate day, LocalDate born) {
    int years = day.getYear() - born.getYear();
    return birthday(born, years).isAfter(day) ? years - 1 : years;
  }
}
