package org.iecpools.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** Deadlines in calendar days. A day ends at midnight in the candidate's time zone (rule 4). */
public final class Deadlines {

  /** Calendar days to accept or decline an invitation. */
  public static final int ANSWER_DAYS = 10;

  /** Calendar days from acceptance to submit the application. */
  public static final int SUBMIT_DAYS = 20;

  /** Calendar days for which a profile is valid, after the day on which it was submitted. */
  public static final int PROFILE_DAYS = 365;

  private Deadlines() {}

  /**
   * Last day on which a profile is valid (R2.23): the {@value #PROFILE_DAYS}th day after the day of
   * its submission. The profile leaves its pools at the midnight that ends this day.
   *
   * @param submittedAt when the profile entered the log
   * @param zone the candidate's time zone
   */
  public static LocalDate validUntil(Instant submittedAt, ZoneId zone) {
    return submittedAt.atZone(zone).toLocalDate().plusDays(PROFILE_DAYS);
  }

  /**
   * Exclusive deadline for submitting the application. The days count from the acceptance, not from
   * when it is read, so that all services compute the same deadline. If the acceptance is dated
   * before the draw, the days count from the draw.
   *
   * @param zone the candidate's time zone
   */
  public static Instant submitBy(Instant acceptedAt, Instant drawnAt, ZoneId zone) {
    return endOfDay(acceptedAt.isAfter(drawnAt) ? acceptedAt : drawnAt, SUBMIT_DAYS, zone);
  }

  /**
   * First instant at which a candidate may no longer be in a pool: the midnight, in the candidate's
   * time zone, that ends the last eligible day. This rule applies to stays (R1.14, R2.23) and to
   * draws (R1.13).
   *
   * @param eligibleUntil last eligible day, from {@code PoolEntered}
   * @param zone the candidate's time zone, from {@code PoolEntered}
   */
  public static Instant tooOldFrom(LocalDate eligibleUntil, ZoneId zone) {
    return eligibleUntil.plusDays(1).atStartOfDay(zone).toInstant();
  }

  /**
   * Exclusive end of a period of whole calendar days: the midnight in {@code zone} that ends the
   * {@code days}-th day after the day of {@code from}. For example, 10 days from 1 March end at the
   * midnight between 11 and 12 March. If that midnight does not exist in the zone, the result is
   * the first instant of the next day.
   */
  public static Instant endOfDay(Instant from, int days, ZoneId zone) {
    return from.atZone(zone).toLocalDate().plusDays(days + 1L).atStartOfDay(zone).toInstant();
  }
}
