package org.iecpools.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How many candidates a round invites, and why.
 *
 * @param size 0 or more; by policy at most the number of candidates
 * @param reason a sentence that states what was done, warnings included
 */
public record RoundSize(int size, String reason) {

  private static final double USUAL_YIELD = 0.6;

  /**
   * The size that an announced rule gives (rule 3).
   *
   * @param candidates that can be drawn, 0 or more
   */
  public static RoundSize of(SizeRule rule, Spots spots, int candidates) {
    return switch (rule) {
      case SizeRule.Policy(Integer cap, double yield) -> byPolicy(spots, candidates, yield, cap);
      case SizeRule.Operator(int size) -> byOperator(size, spots);
    };
  }

  /**
   * The operator's size stands, whatever the spots; a size above the free spots is a warning.
   *
   * @param size 0 or more
   */
  static RoundSize byOperator(int size, Spots spots) {
    long free = spots.limited() ? Math.max(0, spots.free()) : size;
    String warning =
        size > free ? "; warning: that is more than the %d spots not reserved".formatted(free) : "";
    return new RoundSize(
        size, "size %d by the operator: %s%s".formatted(size, spots.inWords(), warning));
  }

  /**
   * The policy: everyone, if the spots not reserved for open invitations are at least as many as
   * the candidates; else as many as will, at the expected yield, use the spots that open
   * invitations leave. Then the cap. Never more than there are candidates.
   *
   * @param candidates that can be drawn, 0 or more
   * @param yield share of invitations expected to use a spot; 0.6 if it is not over 0 up to 1
   * @param cap most invitations of one round; null for none, read as 0 if negative
   */
  static RoundSize byPolicy(Spots spots, int candidates, double yield, Integer cap) {
    RoundSize uncapped = uncapped(spots, candidates, usableYield(yield));
    if (cap == null || uncapped.size <= Math.max(0, cap)) {
      return uncapped;
    }
    int capped = Math.max(0, cap);
    return new RoundSize(
        capped,
        "%d of %d candidates: capped at %d; without the cap %s"
            .formatted(capped, candidates, capped, uncapped.reason));
  }

  /** A plan's expected yield; 0.6 if it is not over 0 up to 1. */
  static double usableYield(double yield) {
    return yield > 0 && yield <= 1 ? yield : USUAL_YIELD;
  }

  private static RoundSize uncapped(Spots spots, int candidates, double yield) {
    if (!spots.limited() || spots.free() >= candidates) {
      return new RoundSize(
          candidates, "everyone of %d candidates: %s".formatted(candidates, spots.inWords()));
    }
    // In decimals: 60 / 0.6 must not become 100.00000000000001 and then 101. A small yield gives a
    // quotient beyond any integer type, so it is limited before it is converted.
    BigDecimal share = BigDecimal.valueOf(yield);
    BigDecimal left =
        BigDecimal.valueOf(spots.available())
            .subtract(share.multiply(BigDecimal.valueOf(spots.reserved())));
    BigDecimal most = BigDecimal.valueOf(candidates);
    BigDecimal wanted =
        left.signum() <= 0 ? BigDecimal.ZERO : left.divide(share, 0, RoundingMode.CEILING);
    int size = wanted.min(most).intValueExact();
    return new RoundSize(
        size,
        "%s of %d candidates: %s, expected yield %s"
            .formatted(
                size == candidates ? "everyone" : String.valueOf(size),
                candidates,
                spots.inWords(),
                share.toPlainString()));
  }
}
