package org.iecpools.auditor;

import java.time.Instant;

/**
 * The instant at which numbers are computed.
 *
 * @param at UTC; only earlier events count, and future rounds are those from this instant on
 * @param live if true, all known events count, whatever their time
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
