package org.iecpools.feed;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Optional;

/** The week of a first or final round as the feed writes it: {@code Week of January 19, 2026}. */
public final class StatedWeek {

  private static final DateTimeFormatter FORMAT =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendPattern("'Week of' MMMM d, uuuu")
          .toFormatter(Locale.ENGLISH)
          .withResolverStyle(ResolverStyle.STRICT);

  private StatedWeek() {}

  /** The week that contains a day. */
  public static String of(LocalDate day) {
    return FORMAT.format(monday(day));
  }

  /** The Monday of a stated week; empty for any other text. */
  static Optional<LocalDate> read(String stated) {
    try {
      return Optional.of(monday(LocalDate.parse(StatedText.clean(stated), FORMAT)));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  private static LocalDate monday(LocalDate day) {
    return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
  }
}
