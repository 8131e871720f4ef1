package org.iecpools.stats.web.page.chart;

import java.text.NumberFormat;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes the numbers and days of one chart. Not thread-safe. */
record Language(NumberFormat numbers, DateTimeFormatter days) {

  static Language of(Locale locale, Unit unit) {
    return new Language(
        unit.format(locale), DateTimeFormatter.ofLocalizedPattern("MMMd").withLocale(locale));
  }

  String number(Number value) {
    return numbers.format(value);
  }

  /** Month and day, because a chart shows one season. */
  String day(LocalDate day) {
    return days.format(day);
  }
}
