package org.iecpools.invitation.domain;

import java.time.Instant;

/**
 * What the weekly rounds of a country were last determined from. As long as it holds, nothing is
 * due and nothing is to be announced, so that most ticks need no arithmetic with calendars.
 *
 * @param announcements counter of the announcements
 * @param rounds counter of the announced rounds
 * @param dueFrom the first later watermark at which a round may be due
 * @param announcedFrom the first later time at which a round may have to be announced
 */
record WeeklyCheck(
    long announcements,
    long rounds,
    Instant watermark,
    Instant dueFrom,
    Instant now,
    Instant announcedFrom) {

  /** Nothing was determined yet. */
  static final WeeklyCheck NONE =
      new WeeklyCheck(-1, -1, Instant.MAX, Instant.MIN, Instant.MAX, Instant.MIN);

  /** Whether nothing has changed. Times that went back are a change. */
  boolean holds(long announcementsNow, long roundsNow, Instant watermarkNow, Instant timeNow) {
    return announcements == announcementsNow
        && rounds == roundsNow
        && !watermarkNow.isBefore(watermark)
        && watermarkNow.isBefore(dueFrom)
        && !timeNow.isBefore(now)
        && timeNow.isBefore(announcedFrom);
  }
}
