package org.iecpools.domain;

import java.util.Optional;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.PoolPlan;

/**
 * Limits that every pool plan must keep, because its readers could not compute with more. Other odd
 * values are tolerated: a yield outside (0, 1] counts as 0.6, a pause that ends before it begins
 * has no effect, and overlapping pauses are merged.
 */
public final class PlanLimits {

  /** Highest age in a rule, in years. */
  public static final int OLDEST = 120;

  /** Maximum number of pauses; more than a season's window has weeks. */
  public static final int MOST_PAUSES = 1_000;

  private PlanLimits() {}

  /** The first limit that the plan exceeds, as a sentence; empty if it exceeds none. */
  public static Optional<String> fault(PoolPlan plan) {
    EligibilityRule rule = plan.getRule();
    if (!isAge(rule.getMinAge()) || !isAge(rule.getMaxAge())) {
      return Optional.of(
          "minAge %d and maxAge %d must be from 0 to %d"
              .formatted(rule.getMinAge(), rule.getMaxAge(), OLDEST));
    }
    if (plan.getPauses().size() > MOST_PAUSES) {
      return Optional.of(
          "%d pauses; at most %d are possible".formatted(plan.getPauses().size(), MOST_PAUSES));
    }
    return Optional.empty();
  }

  private static boolean isAge(int years) {
    return years >= 0 && years <= OLDEST;
  }
}
