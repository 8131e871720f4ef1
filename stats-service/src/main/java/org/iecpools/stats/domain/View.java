package org.iecpools.stats.domain;

import java.time.Instant;
import java.time.LocalDate;
import org.iecpools.domain.Weeks;

/**
 * What time the numbers are asked for.
 *
 * @param at the instant that rows state, and that rounds to come are judged from
 * @param day the first day in America/Toronto that does not count any more; null when everything
 *     known counts
 */
public record View(Instant at, LocalDate day) {

  /** Everything known, at this time. */
  public static View live(Instant now) {
    return new View(now, null);
  }

  /**
   * As of an instant. Sums are kept by the day, so this is the last midnight in America/Toronto up
   * to it.
   */
  public static View asOf(Instant instant) {
    return atStartOf(Weeks.day(instant));
  }

  /** As published on a Friday. */
  public static View published(LocalDate friday) {
    return atStartOf(friday);
  }

  private static View atStartOf(LocalDate day) {
    return new View(day.atStartOfDay(Weeks.ZONE).toInstant(), day);
  }

  /** Whether this is the live view. */
  public boolean live() {
    return day == null;
  }

  /** Whether something of this time had happened. */
  public boolean covers(Instant occurredAt) {
    return live() || occurredAt.isBefore(at);
  }

  /** The Friday that ends the week of the numbers: a publication belongs to the week it closes. */
  public LocalDate week() {
    return Weeks.weekOf(live() ? Weeks.day(at) : day.minusDays(1));
  }
}
