package org.iecpools.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** Deadlines in calendar days, which end at midnight where the candidate lives (rule 4). */
public final class Deadlines {

  /** Calendar days to accept or decline an invitation. */
  public static final int ANSWER_DAYS = 10;

  /** Calendar days from acceptance to submit the application. */
  public static final int SUBMIT_DAYS = 20;

  private Deadlines() {}

  /**
   * Until when, exclusive, the application has to be submitted. The days count from the acceptance,
   * whenever it is read, so that everybody finds the same; a record that says it was accepted
   * before it was drawn has the time from the draw.
   */
  public static Instant submitBy(Instant acceptedAt, Instant drawnAt, ZoneId zone) {
    return endOfDay(acceptedAt.isAfter(drawnAt) ? acceptedAt : drawnAt, SUBMIT_DAYS, zone);
  }

  /**
   * From when on, inclusive, a candidate is too old for a pool: the midnight, where the candidate
   * lives, that ends the last day on which the age fits. The one rule for stays (R1.14) and draws
   * (R1.13).
   *
   * @param eligibleUntil that day, as {@code PoolEntered} states it
   * @param zone the candidate's, as {@code PoolEntered} states it
   */
  public static Instant tooOldFrom(LocalDate eligibleUntil, ZoneId zone) {
    return eligibleUntil.plusDays(1).atStartOfDay(zone).toInstant();
  }

  /**
   * The midnight that ends the last of {@code days} whole calendar days after the day of {@code
   * from} in {@code zone}: from 1 March, 10 days, it is the midnight between 11 and 12 March. The
   * deadline is kept by what happens before this instant. Where midnight does not exist, the first
   * instant of the next day.
   */
  public static Instant endOfDay(Instant from, int days, ZoneId zone) {
    return from.atZone(zone).toLocalDate().plusDays(days + 1L).atStartOfDay(zone).toInstant();
  }
}
