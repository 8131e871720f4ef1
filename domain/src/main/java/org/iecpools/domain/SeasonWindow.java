package org.iecpools.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The range of instants that are allowed in a season's events and plans. The window of season N is
 * from 1 January N-1 to the end of 31 December N+5, UTC. The last years are for letters of
 * introduction that are issued or cancelled long after the rounds.
 *
 * @param from first instant, inclusive
 * @param until end, exclusive
 */
public record SeasonWindow(Instant from, Instant until) {

  /** First valid season. */
  public static final int FIRST_SEASON = 2000;

  /** Last valid season. */
  public static final int LAST_SEASON = 2999;

  private static final int YEARS_BEFORE = 1;
  private static final int YEARS_AFTER = 5;

  /** Announcements may be made one year earlier than other events. */
  private static final int YEARS_BEFORE_FOR_ANNOUNCEMENTS = 2;

  private static final int FIRST_YEAR = FIRST_SEASON - YEARS_BEFORE_FOR_ANNOUNCEMENTS;

  /** The union of all seasons' windows. */
  public static final SeasonWindow WIDEST =
      new SeasonWindow(of(FIRST_SEASON).from(), of(LAST_SEASON).until());

  // Indexed by year from FIRST_YEAR: looked up for each record, where calendar arithmetic would be
  // slow.
  private static final long[] YEAR_STARTS = yearStarts();

  /**
   * The window of a season.
   *
   * @throws IllegalArgumentException for a year outside 2000 to 2999
   */
  public static SeasonWindow of(int season) {
    if (!isSeason(season)) {
      throw new IllegalArgumentException("season " + season + " is not from 2000 to 2999");
    }
    return new SeasonWindow(
        startOfYear(season - YEARS_BEFORE), startOfYear(season + YEARS_AFTER + 1));
  }

  /** The window for a season's announcements: it begins one year before that of other events. */
  public static SeasonWindow ofAnnouncements(int season) {
    return new SeasonWindow(
        startOfYear(season - YEARS_BEFORE_FOR_ANNOUNCEMENTS), of(season).until());
  }

  /** Whether a year is a valid season, from 2000 to 2999. */
  public static boolean isSeason(int year) {
    return year >= FIRST_SEASON && year <= LAST_SEASON;
  }

  /**
   * Whether an instant is in a season's window; false if the season is invalid.
   *
   * @param millis milliseconds since 1970, UTC; any value
   */
  public static boolean contains(int season, long millis) {
    return isSeason(season)
        && millis >= YEAR_STARTS[season - YEARS_BEFORE - FIRST_YEAR]
        && millis < YEAR_STARTS[season + YEARS_AFTER + 1 - FIRST_YEAR];
  }

  /** Whether an instant is in the window. */
  public boolean contains(Instant at) {
    return !at.isBefore(from) && at.isBefore(until);
  }

  /** First day in America/Toronto that an instant of the window falls on. */
  public LocalDate firstDay() {
    return Weeks.day(from);
  }

  /** Last day in America/Toronto that an instant of the window falls on. */
  public LocalDate lastDay() {
    return Weeks.day(until.minusMillis(1));
  }

  /** Whether an instant of the window falls on a day in America/Toronto. */
  public boolean contains(LocalDate day) {
    return !day.isBefore(firstDay()) && !day.isAfter(lastDay());
  }

  /**
   * Whether any day of a week is in the window.
   *
   * @param friday exclusive end of the week
   */
  public boolean containsWeek(LocalDate friday) {
    return !friday.isBefore(Weeks.weekOf(firstDay())) && !friday.isAfter(Weeks.weekOf(lastDay()));
  }

  /** The window as text, for error messages. */
  public String inWords() {
    return "from %s until %s".formatted(from, until);
  }

  private static long[] yearStarts() {
    long[] starts = new long[LAST_SEASON + YEARS_AFTER + 2 - FIRST_YEAR];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = startOfYear(FIRST_YEAR + i).toEpochMilli();
    }
    return starts;
  }

  private static Instant startOfYear(int year) {
    return LocalDate.of(year, 1, 1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
