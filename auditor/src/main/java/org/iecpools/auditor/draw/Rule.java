package org.iecpools.auditor.draw;

import java.util.Optional;
import org.iecpools.events.RoundScheduled;
import org.jspecify.annotations.Nullable;

/** How a round's size is determined, as announced before the round. */
public sealed interface Rule {

  /**
   * An operator stated the size.
   *
   * @param size 0 or more
   */
  record ByOperator(int size) implements Rule {}

  /**
   * The policy of docs/invitation-service.md determines the size.
   *
   * @param cap maximum number of invitations; null for none
   * @param yield expected share of invitations that use a spot, above 0 and at most 1
   */
  record ByPolicy(@Nullable Integer cap, double yield) implements Rule {}

  /** The rule of an announcement; empty if it states none, as in versions without draw proofs. */
  static Optional<Rule> of(RoundScheduled announced) {
    if (announced.getSize() != null) {
      return Optional.of(new ByOperator(announced.getSize()));
    }
    return Optional.ofNullable(announced.getExpectedYield())
        .map(yield -> new ByPolicy(announced.getRoundCap(), yield));
  }

  /** The rule for display. */
  default String inWords() {
    return switch (this) {
      case ByOperator(int size) -> "size %d stated by the operator".formatted(size);
      case ByPolicy(@Nullable Integer cap, double yield) ->
          "size by policy with cap %s and expected yield %s"
              .formatted(cap == null ? "none" : cap, yield);
    };
  }
}
