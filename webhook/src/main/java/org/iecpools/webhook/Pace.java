package org.iecpools.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/** When a change is tried again, and when it is given up. */
final class Pace {

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final Duration LONGEST_ASKED = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofDays(1);
  private static final int MOST_DOUBLINGS = 20;

  private Pace() {}

  /**
   * How long to wait after a failed attempt: 1 s, doubled with each attempt up to 15 min, or as
   * long as the receiver asks, up to 1 h.
   *
   * @param attempts that have failed in a row, 1 or more
   */
  static Duration delay(int attempts, Attempt.Failed failed) {
    Duration doubled = SHORTEST.multipliedBy(1L << Math.min(attempts - 1, MOST_DOUBLINGS));
    Duration usual = min(doubled, LONGEST);
    Duration asked = min(failed.retryAfter().orElse(Duration.ZERO), LONGEST_ASKED);
    return asked.compareTo(usual) > 0 ? asked : usual;
  }

  /**
   * From when on a failed attempt is the last one of a change: a day after the change was reported,
   * the webhook registered and the receiver began to fail, whichever is latest. So a change that
   * has waited because nothing was running is not given up at once.
   */
  static Instant lastAttempt(Instant reportedAt, Instant registeredAt, Instant failingSince) {
    return Stream.of(reportedAt, registeredAt, failingSince)
        .max(Instant::compareTo)
        .orElseThrow()
        .plus(PATIENCE);
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
