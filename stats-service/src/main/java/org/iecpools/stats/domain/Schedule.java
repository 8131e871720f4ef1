package org.iecpools.stats.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.iecpools.domain.Weeks;
import org.iecpools.events.PoolPlan;

/** The weekly rounds of a season's plan. */
final class Schedule {

  private Schedule() {}

  /**
   * The first weekly round of a plan, from this instant on, that falls in no pause; none after the
   * final round or the close.
   */
  static Optional<Instant> nextRound(PoolPlan plan, Instant from) {
    ZonedDateTime first = plan.getFirstRoundAt().atZone(Weeks.ZONE);
    // One week early, for the time of day in Toronto is not the same distance in winter and summer.
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

  /** Whether a round may run at an instant. */
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
