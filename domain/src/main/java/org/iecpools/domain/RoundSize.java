package org.iecpools.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * The number of candidates that a round invites, with the reason.
 *
 * @param size 0 or more; under the policy, at most the number of candidates
 * @param reason a sentence that explains the size, including warnings
 */
public record RoundSize(int size, String reason) {

  private static final double USUAL_YIELD = 0.6;

  /**
   * The size of a round under its announced rule (rule 3).
   *
   * @param candidates number of candidates that can be drawn, 0 or more
   */
  public static RoundSize of(SizeRule rule, Spots spots, int candidates) {
    return switch (rule) {
      case SizeRule.Policy(@Nullable Integer cap, double yield) ->
          byPolicy(spots, candidates, yield, cap);
      case SizeRule.Operator(int size) -> byOperator(size, spots);
    };
  }

  /**
   * Applies the operator's size regardless of the spots. A size above the number of free spots adds
   * a warning to the reason.
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
   * Applies the policy of rule 3. If the spots not reserved for open invitations cover all
   * candidates, everyone is invited. Otherwise as many are invited as are expected, at the given
   * yield, to use the spots that open invitations leave. The cap applies last. The size never
   * exceeds the number of candidates.
   *
   * @param candidates number of candidates that can be drawn, 0 or more
   * @param yield share of invitations expected to use a spot; 0.6 is used if it is outside (0, 1]
   * @param cap maximum number of invitations per round; null for no cap, a negative value counts as
   *     0
   */
  static RoundSize byPolicy(Spots spots, int candidates, double yield, @Nullable Integer cap) {
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

  /** A plan's expected yield, or 0.6 if it is outside (0, 1]. */
  static double usableYield(double yield) {
    return yield > 0 && yield <= 1 ? yield : USUAL_YIELD;
  }

  private static RoundSize uncapped(Spots spots, int candidates, double yield) {
    if (!spots.limited() || spots.free() >= candidates) {
      return new RoundSize(
          candidates, "%d of %d candidates: %s".formatted(candidates, candidates, spots.inWords()));
    }
    // Decimal arithmetic: in binary, 60 / 0.6 may become 100.00000000000001 and be rounded up to
    // 101. A very small yield gives a quotient beyond any integer type, so it is limited before it
    // is converted.
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
        "%d of %d candidates: %s, expected yield %s"
            .formatted(size, candidates, spots.inWords(), share.toPlainString()));
  }
}
