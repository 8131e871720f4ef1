package org.iecpools.domain;

import java.util.Optional;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.RoundScheduled;
import org.jspecify.annotations.Nullable;

/**
 * The rule that determines a round's size. The round's commitment is bound to it, so that the rule
 * cannot be changed afterwards.
 */
public sealed interface SizeRule {

  /**
   * The policy of rule 3.
   *
   * @param cap maximum number of invitations, 0 or more; null for no cap
   * @param yield share of invitations expected to use a spot, in (0, 1]
   */
  record Policy(@Nullable Integer cap, double yield) implements SizeRule {}

  /**
   * A size set by an operator.
   *
   * @param size 0 or more
   */
  record Operator(int size) implements SizeRule {}

  /** The policy without a cap at the default yield, for a pool without a plan. */
  static SizeRule usual() {
    return policy(null, 0);
  }

  /** The policy of a pool's plan, with values out of range replaced by those that apply. */
  static SizeRule of(PoolPlan plan) {
    return policy(plan.getRoundCap(), plan.getExpectedYield());
  }

  /**
   * The rule in an announcement; empty if it has neither a size nor a yield, as for rounds that
   * were run by another system.
   */
  static Optional<SizeRule> of(RoundScheduled announced) {
    if (announced.getSize() != null) {
      return Optional.of(new Operator(Math.max(0, announced.getSize())));
    }
    return Optional.ofNullable(announced.getExpectedYield())
        .map(yield -> policy(announced.getRoundCap(), yield));
  }

  private static SizeRule policy(@Nullable Integer cap, double yield) {
    return new Policy(cap == null ? null : Math.max(0, cap), RoundSize.usableYield(yield));
  }

  /** The rule as text, for a reason. */
  default String inWords() {
    return switch (this) {
      case Policy(@Nullable Integer cap, double yield) ->
          "%s and expected yield %s".formatted(cap == null ? "no cap" : "cap " + cap, yield);
      case Operator(int size) -> "size " + size;
    };
  }
}
