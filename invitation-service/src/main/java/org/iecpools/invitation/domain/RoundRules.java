package org.iecpools.invitation.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.iecpools.domain.WeeklyPlan;
import org.iecpools.events.Pause;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.Quota;
import org.jspecify.annotations.Nullable;

/** When rounds may run (rules 3 and 5). */
public final class RoundRules {

  private RoundRules() {}

  /**
   * Returns every reason against a round of one pool; empty if it may run.
   *
   * @param plan plan of the pool, if it is planned
   * @param quota quota in force, announced or shipped, if known
   * @param slot when the round was due; now for an operator's command
   * @param now when the round would run
   * @param afterFinalRound why an operator wants it after the final round (R3.10); null without
   *     such a reason
   */
  public static List<ReasonAgainst> against(
      Optional<PoolPlan> plan,
      Optional<Quota> quota,
      Instant slot,
      Instant now,
      @Nullable String afterFinalRound) {
    List<ReasonAgainst> reasons = new ArrayList<>();
    plan.ifPresentOrElse(
        p -> reasons.addAll(against(p, slot, now, afterFinalRound)),
        () ->
            reasons.add(
                new ReasonAgainst("NOT_PLANNED", "the season's plan does not contain this pool")));
    if (quota.isEmpty()) {
      reasons.add(new ReasonAgainst("NO_QUOTA", "no quota is known; announce one"));
    } else {
      switch (quota.get().getKind()) {
        case NUMBER, UNLIMITED -> {}
        case TO_BE_ANNOUNCED, UNKNOWN ->
            reasons.add(
                new ReasonAgainst(
                    "QUOTA_TO_BE_ANNOUNCED", "no round runs while the quota is to be announced"));
        case NOT_OFFERED ->
            reasons.add(
                new ReasonAgainst(
                    "NOT_OFFERED", "the country does not offer this category this season"));
      }
    }
    return List.copyOf(reasons);
  }

  private static List<ReasonAgainst> against(
      PoolPlan plan, Instant slot, Instant now, @Nullable String afterFinalRound) {
    List<ReasonAgainst> reasons = new ArrayList<>();
    if (slot.isBefore(plan.getFirstRoundAt())) {
      reasons.add(
          new ReasonAgainst(
              "BEFORE_FIRST_ROUND",
              "no round runs before the first one, at " + plan.getFirstRoundAt()));
    }
    if (slot.isAfter(plan.getFinalRoundAt()) && afterFinalRound == null) {
      reasons.add(
          new ReasonAgainst(
              "AFTER_FINAL_ROUND",
              "after the final round, at %s, a round runs only if an operator orders it with a reason"
                  .formatted(plan.getFinalRoundAt())));
    }
    if (!now.isBefore(plan.getClosesAt())) {
      reasons.add(new ReasonAgainst("SEASON_CLOSED", "the season closed at " + plan.getClosesAt()));
    }
    for (Pause pause : WeeklyPlan.pausesAt(plan, slot)) {
      reasons.add(
          new ReasonAgainst(
              "PAUSED",
              "rounds are paused from %s until %s".formatted(pause.getFrom(), pause.getUntil())));
    }
    return reasons;
  }
}
