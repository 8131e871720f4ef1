package org.iecpools.domain;

import java.util.Optional;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.PoolPlan;

/**
 * The limits of a plan beyond which its readers could not compute: checked for every record. Other
 * values are tolerated: a yield that is no share counts as 0.6, a pause that ends before it begins
 * pauses nothing, pauses that overlap are one.
 */
public final class PlanLimits {

  /** Highest age that a rule may state, in years. */
  public static final int OLDEST = 120;

  /** More pauses than a season's window has weeks. */
  public static final int MOST_PAUSES = 1_000;

  private PlanLimits() {}

  /** What is beyond a limit, in a sentence; empty when nothing is. */
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
