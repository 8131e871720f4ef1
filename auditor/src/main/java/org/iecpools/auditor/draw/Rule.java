package org.iecpools.auditor.draw;

import java.util.Optional;
import org.iecpools.events.RoundScheduled;

/** How a round's size comes about, as announced before it. */
public sealed interface Rule {

  /**
   * An operator has stated the size.
   *
   * @param size 0 or more
   */
  record ByOperator(int size) implements Rule {}

  /**
   * The policy of docs/invitation-service.md sizes it.
   *
   * @param cap most invitations; null for none
   * @param yield share of invitations expected to use a spot, over 0 up to 1
   */
  record ByPolicy(Integer cap, double yield) implements Rule {}

  /** The rule of an announcement; empty where it states none, as before there were proofs. */
  static Optional<Rule> of(RoundScheduled announced) {
    if (announced.getSize() != null) {
      return Optional.of(new ByOperator(announced.getSize()));
    }
    return Optional.ofNullable(announced.getExpectedYield())
        .map(yield -> new ByPolicy(announced.getRoundCap(), yield));
  }

  /** For people. */
  default String inWords() {
    return switch (this) {
      case ByOperator(var size) -> "size %d by the operator".formatted(size);
      case ByPolicy(var cap, var yield) ->
          "size by the policy, cap %s, expected yield %s"
              .formatted(cap == null ? "none" : cap, yield);
    };
  }
}
