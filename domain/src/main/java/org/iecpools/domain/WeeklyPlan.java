package org.iecpools.domain;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.iecpools.events.Pause;
import org.iecpools.events.PoolPlan;

/**
 * The weekly rounds of a pool's plan (rule 5): every seven days from the first round, at the same
 * time of day in America/Toronto, up to the final round and not in pauses.
 */
public final class WeeklyPlan {

  private WeeklyPlan() {}

  /** The last weekly round at or before an instant. */
  public static Optional<Instant> latest(PoolPlan plan, Instant at) {
    Instant until = at.isBefore(plan.getFinalRoundAt()) ? at : plan.getFinalRoundAt();
    ZonedDateTime first = plan.getFirstRoundAt().atZone(Weeks.ZONE);
    // One week more, because the local time lags behind in the hour that repeats in autumn.
    long week = weeks(first, until) + 1;
    while (week >= 0) {
      Instant round = first.plusWeeks(week).toInstant();
      Optional<Pause> pause = pausesAt(plan, round).stream().findFirst();
      if (pause.isEmpty() && !round.isAfter(until)) {
        return Optional.of(round);
      }
      long before = week - 1;
      week = pause.map(p -> Math.min(before, weeks(first, p.getFrom()))).orElse(before);
    }
    return Optional.empty();
  }

  /** The first weekly round after an instant. */
  public static Optional<Instant> nextAfter(PoolPlan plan, Instant at) {
    ZonedDateTime first = plan.getFirstRoundAt().atZone(Weeks.ZONE);
    long week = Math.max(0, weeks(first, at));
    Instant round = first.plusWeeks(week).toInstant();
    while (!round.isAfter(plan.getFinalRoundAt())) {
      Optional<Pause> pause = pausesAt(plan, round).stream().findFirst();
      if (pause.isEmpty() && round.isAfter(at)) {
        return Optional.of(round);
      }
      long after = week + 1;
      week = pause.map(p -> Math.max(after, weeks(first, p.getUntil()))).orElse(after);
      round = first.plusWeeks(week).toInstant();
    }
    return Optional.empty();
  }

  /** The first weekly round at or after an instant and before the pool closes. */
  public static Optional<Instant> firstFrom(PoolPlan plan, Instant at) {
    return nextAfter(plan, at.minusNanos(1)).filter(round -> round.isBefore(plan.getClosesAt()));
  }

  /** The weekly rounds at or after an instant and before the pool closes, ascending. */
  public static List<Instant> from(PoolPlan plan, Instant at) {
    return Stream.iterate(
            firstFrom(plan, at),
            Optional::isPresent,
            round -> round.flatMap(it -> firstFrom(plan, it.plusNanos(1))))
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * Whether a round, weekly or not, may run at an instant: not before the first or after the final
   * one, not in a pause, and before the pool closes.
   */
  public static boolean allows(PoolPlan plan, Instant at) {
    return !at.isBefore(plan.getFirstRoundAt())
        && !at.isAfter(plan.getFinalRoundAt())
        && at.isBefore(plan.getClosesAt())
        && pausesAt(plan, at).isEmpty();
  }

  /** The pauses that contain an instant; a pause ends exclusively. */
  public static List<Pause> pausesAt(PoolPlan plan, Instant at) {
    return plan.getPauses().stream()
        .filter(pause -> !at.isBefore(pause.getFrom()) && at.isBefore(pause.getUntil()))
        .toList();
  }

  private static long weeks(ZonedDateTime first, Instant at) {
    return ChronoUnit.WEEKS.between(first, at.atZone(Weeks.ZONE));
  }
}
