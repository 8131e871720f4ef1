package org.iecpools.stats.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.iecpools.domain.Weeks;

/**
 * The time for which numbers are requested.
 *
 * @param at the instant that rows state, and from which upcoming rounds are determined
 * @param end the first day in America/Toronto that is not included; empty if everything known is
 *     included
 */
public record View(Instant at, Optional<LocalDate> end) {

  /** The live view: includes everything known. */
  public static View live(Instant now) {
    return new View(now, Optional.empty());
  }

  /**
   * The view as of an instant, rounded down to midnight in America/Toronto because sums are kept by
   * day.
   */
  public static View asOf(Instant instant) {
    return atStartOf(Weeks.day(instant));
  }

  /**
   * The view as of the end of a day in America/Toronto.
   *
   * @param now the end of the view if the day is not over
   */
  public static View through(LocalDate day, Instant now) {
    LocalDate end = day.plusDays(1);
    Instant midnight = end.atStartOfDay(Weeks.ZONE).toInstant();
    return new View(midnight.isAfter(now) ? now : midnight, Optional.of(end));
  }

  /** The view of the week that ends on a Friday, whenever it is published. */
  public static View published(LocalDate friday) {
    return atStartOf(friday);
  }

  private static View atStartOf(LocalDate day) {
    return new View(day.atStartOfDay(Weeks.ZONE).toInstant(), Optional.of(day));
  }

  /** Whether this is the live view. */
  public boolean live() {
    return end.isEmpty();
  }

  /** Whether the view includes something that occurred at this time. */
  public boolean covers(Instant occurredAt) {
    return live() || occurredAt.isBefore(at);
  }

  /**
   * The Friday that ends the week of the numbers: a publication belongs to the week that it closes.
   */
  public LocalDate week() {
    return Weeks.weekOf(end.map(day -> day.minusDays(1)).orElseGet(() -> Weeks.day(at)));
  }
}
