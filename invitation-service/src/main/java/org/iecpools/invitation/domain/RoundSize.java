package org.iecpools.invitation.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How many candidates a round should invite, and why.
 *
 * @param size 0 or more
 * @param reason in a sentence, warnings included
 */
public record RoundSize(int size, String reason) {

  private static final double USUAL_YIELD = 0.6;

  /**
   * The operator's size stands, whatever the spots; above them it is warned of (rule 3).
   *
   * @param size 0 or more
   */
  public static RoundSize byOperator(int size, Spots spots) {
    int free = spots.limited() ? Math.max(0, spots.available() - spots.reserved()) : size;
    String warning =
        size > free ? "; warning: that is more than the %d spots not reserved".formatted(free) : "";
    return new RoundSize(
        size, "size %d by the operator: %s%s".formatted(size, spots.inWords(), warning));
  }

  /**
   * The policy of rule 3: everyone, if the spots not already needed for open invitations are enough
   * for that; else as many as will, at the expected yield, use the spots that open invitations will
   * leave.
   *
   * @param candidates that could be drawn
   * @param yield share of invitations expected to use a spot; 0.6 where it is not over 0 up to 1
   * @param cap most invitations of one round; null for none
   */
  public static RoundSize byPolicy(Spots spots, int candidates, double yield, Integer cap) {
    RoundSize uncapped = uncapped(spots, candidates, usableYield(yield));
    return cap == null || uncapped.size <= cap
        ? uncapped
        : new RoundSize(Math.max(0, cap), "%s; capped at %d".formatted(uncapped.reason, cap));
  }

  /** A plan's expected yield; 0.6 where it is not over 0 up to 1. */
  static double usableYield(double yield) {
    return yield > 0 && yield <= 1 ? yield : USUAL_YIELD;
  }

  private static RoundSize uncapped(Spots spots, int candidates, double yield) {
    if (!spots.limited() || spots.available() - spots.reserved() >= candidates) {
      return new RoundSize(
          candidates, "everyone of %d candidates: %s".formatted(candidates, spots.inWords()));
    }
    // In decimals: 60 / 0.6 must not become 100.00000000000001 and then 101.
    BigDecimal share = BigDecimal.valueOf(yield);
    BigDecimal left =
        BigDecimal.valueOf(spots.available())
            .subtract(share.multiply(BigDecimal.valueOf(spots.reserved())));
    int size = left.signum() <= 0 ? 0 : left.divide(share, 0, RoundingMode.CEILING).intValue();
    return new RoundSize(
        size,
        "%d of %d candidates: %s, expected yield %s"
            .formatted(size, candidates, spots.inWords(), share.toPlainString()));
  }
}
