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
      if (at.isAfter(plan.getFinalRoundAt()) || !at.isBefore(plan.getClosesAt())) {
        return Optional.empty();
      }
      boolean paused =
          plan.getPauses().stream()
              .anyMatch(p -> !at.isBefore(p.getFrom()) && at.isBefore(p.getUntil()));
      if (!at.isBefore(from) && !paused) {
        return Optional.of(at);
      }
    }
  }
}
