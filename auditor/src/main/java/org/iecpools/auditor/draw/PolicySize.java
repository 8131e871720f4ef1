package org.iecpools.auditor.draw;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes the size of a round by policy: docs/invitation-service.md, "Size by policy". The
 * services compare the free spots with the candidates first; this class takes a single minimum.
 * Both give the same result, because with a yield of at most 1 the number of invitations is never
 * below the free spots.
 */
public final class PolicySize {

  private static final double DEFAULT_YIELD = 0.6;

  private PolicySize() {}

  /** Replaces a yield out of range by the default. */
  static double share(double planned) {
    return planned > 0 && planned <= 1 ? planned : DEFAULT_YIELD;
  }

  /** Treats a cap below 0 as 0. Null, for no cap, remains null. */
  static @Nullable Integer cap(@Nullable Integer planned) {
    return planned == null ? null : Integer.valueOf(Math.max(0, planned));
  }

  /**
   * The number of invitations of a round.
   *
   * @param spots spots not used by LOIs; empty if the quota is unlimited
   * @param open open invitations, each of which reserves a spot
   * @param candidates candidates who can be drawn, 0 or more
   * @param yield expected share of invitations that use a spot
   * @param cap maximum number of invitations; null for none
   */
  public static long of(
      OptionalLong spots, long open, long candidates, double yield, @Nullable Integer cap) {
    BigInteger size = BigInteger.valueOf(candidates);
    if (spots.isPresent()) {
      size = size.min(wanted(spots.getAsLong(), open, yield));
    }
    return cap == null ? size.longValueExact() : Math.min(size.longValueExact(), Math.max(0, cap));
  }

  /**
   * The invitations needed so that all spots are expected to be used: spots / yield - open, rounded
   * up, at least 0.
   */
  static BigInteger wanted(long spots, long open, double yield) {
    // Converts the yield to a fraction of integers through its shortest decimal representation.
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
