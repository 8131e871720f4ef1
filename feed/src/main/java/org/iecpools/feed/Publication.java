package org.iecpools.feed;

import java.time.LocalDate;
import java.time.Month;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The figures of one week.
 *
 * @param date the day that the publication states, from 2000 to 2999
 * @param statedDate the same as it is written, such as {@code February&nbsp;10,&nbsp;2023}
 * @param rows one per pool, 1 to {@link #MAX_ROWS}; the row of a stream follows the row of its
 *     general pool, or the row of another stream of it
 */
public record Publication(LocalDate date, String statedDate, List<PublishedRow> rows) {

  /** The most rows. A season has some 100. */
  public static final int MAX_ROWS = 2000;

  private static final int FIRST_YEAR = 2000;
  private static final int LAST_YEAR = 2999;

  private static final DateTimeFormatter FORMAT =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendPattern("MMMM d, uuuu")
          .toFormatter(Locale.ENGLISH)
          .withResolverStyle(ResolverStyle.STRICT);

  /**
   * Takes a copy.
   *
   * @throws IllegalArgumentException if the rows or the date are not as described
   */
  public Publication {
    rows = List.copyOf(rows);
    if (!parseDate(statedDate).equals(Optional.of(date))) {
      throw new IllegalArgumentException("the date %s is stated as another one".formatted(date));
    }
    if (rows.isEmpty() || rows.size() > MAX_ROWS) {
      throw new IllegalArgumentException("a publication of %d rows".formatted(rows.size()));
    }
    Set<PoolKey> pools = new HashSet<>();
    Optional<PoolKey> group = Optional.empty();
    for (PublishedRow row : rows) {
      PoolKey pool = row.pool();
      if (!pools.add(pool)) {
        throw new IllegalArgumentException(pool.text() + " has two rows");
      }
      if (row.stream().isEmpty()) {
        group = Optional.of(pool);
      } else if (!group.equals(Optional.of(pool.general()))) {
        throw new IllegalArgumentException(pool.text() + " does not follow its general pool");
      }
    }
  }

  /** A publication with the usual text of its date. */
  public static Publication of(LocalDate date, List<PublishedRow> rows) {
    return new Publication(date, FORMAT.format(date), rows);
  }

  /** The programme's year. A season opens late in the year before; its rounds end in October. */
  public int season() {
    return season(date);
  }

  private static int season(LocalDate day) {
    return day.getYear() + (day.getMonth().compareTo(Month.OCTOBER) > 0 ? 1 : 0);
  }

  /**
   * Whether the season of this publication may have rounds in the week before a later day, as far
   * as it states them: not before its first round, and not after its final one, if every pool
   * states it.
   */
  public boolean hasRoundsBefore(LocalDate day) {
    return season() == season(day) && !isBeforeFirstRound(day) && !isAfterFinalRound(day);
  }

  private boolean isBeforeFirstRound(LocalDate day) {
    List<Optional<LocalDate>> weeks = weeks(PublishedRow::firstRound);
    return !weeks.isEmpty()
        && weeks.stream().allMatch(week -> week.filter(day::isBefore).isPresent());
  }

  private boolean isAfterFinalRound(LocalDate day) {
    List<Optional<LocalDate>> weeks = weeks(PublishedRow::finalRound);
    return !weeks.isEmpty()
        && weeks.stream()
            .allMatch(
                week -> week.filter(monday -> !day.isBefore(monday.plusWeeks(1))).isPresent());
  }

  /** The weeks that rows state; empty for a text such as "To be announced". */
  private List<Optional<LocalDate>> weeks(Function<PublishedRow, String> round) {
    return rows.stream()
        .map(round)
        .filter(stated -> !stated.isBlank() && !stated.equalsIgnoreCase("Not applicable"))
        .map(StatedWeek::read)
        .toList();
  }

  /** The row of a pool. */
  public Optional<PublishedRow> row(PoolKey pool) {
    return rows.stream().filter(row -> row.pool().equals(pool)).findFirst();
  }

  /** Whether a publication can be of a day: years from 2000 to 2999, as everywhere. */
  static boolean isPossible(LocalDate date) {
    return date.getYear() >= FIRST_YEAR && date.getYear() <= LAST_YEAR;
  }

  /** Reads a date as the feed writes it; empty if it is not valid or possible. */
  public static Optional<LocalDate> parseDate(String stated) {
    if (!StatedText.isValid(stated)) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDate.parse(StatedText.clean(stated), FORMAT))
          .filter(Publication::isPossible);
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }
}
