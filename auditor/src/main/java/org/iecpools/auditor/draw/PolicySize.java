package org.iecpools.auditor.draw;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.OptionalLong;

/**
 * The size of a round by policy, computed a second time: docs/invitation-service.md, "Size by
 * policy". The services compare free spots with the candidates first; here everything is one
 * minimum. The two agree, because a yield of at most 1 never asks for fewer than the free spots.
 */
public final class PolicySize {

  private static final double USUAL_YIELD = 0.6;

  private PolicySize() {}

  /** A yield out of range is read as the usual one. */
  static double share(double planned) {
    return planned > 0 && planned <= 1 ? planned : USUAL_YIELD;
  }

  /** A cap below 0 is read as 0. */
  static Integer cap(Integer planned) {
    return planned == null ? null : Integer.valueOf(Math.max(0, planned));
  }

  /**
   * How many a round invites.
   *
   * @param spots that LOIs have not used; empty if the quota is unlimited
   * @param open invitations, for each of which a spot is kept
   * @param candidates that can be drawn, 0 or more
   * @param yield share of invitations expected to use a spot
   * @param cap most invitations; null for none
   */
  public static long of(OptionalLong spots, long open, long candidates, double yield, Integer cap) {
    BigInteger size = BigInteger.valueOf(candidates);
    if (spots.isPresent()) {
      size = size.min(wanted(spots.getAsLong(), open, yield));
    }
    return cap == null ? size.longValueExact() : Math.min(size.longValueExact(), cap(cap));
  }

  /**
   * As many as will, at the yield, use the spots that open invitations leave: spots / yield - open,
   * rounded up, 0 or more.
   */
  static BigInteger wanted(long spots, long open, double yield) {
    // The yield as a fraction of integers, as its shortest decimal writes it.
    BigDecimal share = BigDecimal.valueOf(share(yield)).stripTrailingZeros();
    BigInteger part = share.unscaledValue();
    BigInteger whole = BigInteger.TEN.pow(share.scale());
    BigInteger invitations =
        BigInteger.valueOf(Math.max(0, spots))
            .multiply(whole)
            .add(part.subtract(BigInteger.ONE))
            .divide(part);
    return invitations.subtract(BigInteger.valueOf(open)).max(BigInteger.ZERO);
  }
}
