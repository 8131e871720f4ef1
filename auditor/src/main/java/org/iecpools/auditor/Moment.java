package org.iecpools.auditor;

import java.time.Instant;

/**
 * What time numbers are asked for.
 *
 * @param at what happened before it counts, and rounds to come are judged from it, UTC
 * @param live whether everything known counts all the same
 */
record Moment(Instant at, boolean live) {

  static Moment live(Instant now) {
    return new Moment(now, true);
  }

  static Moment asOf(Instant at) {
    return new Moment(at, false);
  }

  boolean counts(Instant occurredAt) {
    return live || occurredAt.isBefore(at);
  }
}
