package org.iecpools.domain;

import java.time.LocalDate;

/**
 * Ages in completed years. Who was born on 29 February has the birthday of a common year on 1
 * March.
 */
final class Ages {

  private Ages() {}

  /** The day on which someone becomes {@code years} old. */
  static LocalDate birthday(LocalDate born, int years) {
    LocalDate day = born.plusYears(years);
    return day.getDayOfMonth() == born.getDayOfMonth() ? day : day.plusDays(1);
  }

  /** Completed years on a day; negative before birth. */
  static int on(LocalDate day, LocalDate born) {
    int years = day.getYear() - born.getYear();
    return birthday(born, years).isAfter(day) ? years - 1 : years;
  }
}
