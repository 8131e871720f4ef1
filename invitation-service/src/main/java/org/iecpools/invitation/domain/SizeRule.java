package org.iecpools.invitation.domain;

import org.iecpools.events.PoolPlan;

/** What sizes a round; its commitment is bound to it, so that nobody can choose it afterwards. */
public sealed interface SizeRule {

  /**
   * The policy of rule 3.
   *
   * @param cap most invitations, 0 or more; null for none
   * @param yield share of invitations expected to use a spot, over 0 up to 1
   */
  record Policy(Integer cap, double yield) implements SizeRule {}

  /**
   * An operator.
   *
   * @param size 0 or more
   */
  record Operator(int size) implements SizeRule {}

  /** The policy of a pool's plan, whatever is out of range in it read as it will be applied. */
  static SizeRule of(PoolPlan plan) {
    Integer cap = plan.getRoundCap();
    return new Policy(
        cap == null ? null : Math.max(0, cap), RoundSize.usableYield(plan.getExpectedYield()));
  }

  /** In words, for a reason. */
  default String inWords() {
    return switch (this) {
      case Policy(Integer cap, double yield) ->
          "%s and expected yield %s".formatted(cap == null ? "no cap" : "cap " + cap, yield);
      case Operator(int size) -> "size " + size;
    };
  }
}
