package org.iecpools.stats.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.iecpools.domain.Weeks;
import org.iecpools.events.PoolPlan;

/** Computes the weekly rounds of a season's plan. */
final class WeeklyPlan {

  private WeeklyPlan() {}

  /**
   * The first weekly round of a plan at or after an instant that is not in a pause; empty after the
   * final round or the close of the pool.
   */
  static Optional<Instant> nextRound(PoolPlan plan, Instant from) {
    ZonedDateTime first = plan.getFirstRoundAt().atZone(Weeks.ZONE);
    // Start one week early: daylight saving time makes a week an hour longer or shorter.
    long passed = Duration.between(plan.getFirstRoundAt(), from).toDays() / 7 - 1;
    for (ZonedDateTime round = first.plusWeeks(Math.max(0, passed)); ; round = round.plusWeeks(1)) {
      Instant at = round.toInstant().truncatedTo(ChronoUnit.MILLIS);
      if (over(plan, at)) {
        return Optional.empty();
      }
      if (!at.isBefore(from) && allows(plan, at)) {
        return Optional.of(at);
      }
    }
  }

  /** Whether the plan allows a round at an instant. */
  static boolean allows(PoolPlan plan, Instant at) {
    return !at.isBefore(plan.getFirstRoundAt())
        && !over(plan, at)
        && plan.getPauses().stream()
            .noneMatch(p -> !at.isBefore(p.getFrom()) && at.isBefore(p.getUntil()));
  }

  private static boolean over(PoolPlan plan, Instant at) {
    return at.isAfter(plan.getFinalRoundAt()) || !at.isBefore(plan.getClosesAt());
  }
}
