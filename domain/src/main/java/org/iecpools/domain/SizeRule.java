package org.iecpools.domain;

import java.util.Optional;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.RoundScheduled;

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

  /** The policy without a cap, at the usual yield: for a pool that nobody has planned. */
  static SizeRule usual() {
    return policy(null, 0);
  }

  /** The policy of a pool's plan; values out of range are read as they will be applied. */
  static SizeRule of(PoolPlan plan) {
    return policy(plan.getRoundCap(), plan.getExpectedYield());
  }

  /**
   * The rule of an announcement; empty if it states neither a size nor a yield, as announcements of
   * rounds run elsewhere.
   */
  static Optional<SizeRule> of(RoundScheduled announced) {
    if (announced.getSize() != null) {
      return Optional.of(new Operator(Math.max(0, announced.getSize())));
    }
    return Optional.ofNullable(announced.getExpectedYield())
        .map(yield -> policy(announced.getRoundCap(), yield));
  }

  private static SizeRule policy(Integer cap, double yield) {
    return new Policy(cap == null ? null : Math.max(0, cap), RoundSize.usableYield(yield));
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
