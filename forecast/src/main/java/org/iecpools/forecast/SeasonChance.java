package org.iecpools.forecast;

import java.util.OptionalInt;

/**
 * The chance until the season's end from the chance in the next round: each later round has the
 * same chance, and the spots limit how many can still be invited.
 */
final class SeasonChance {

  /** About 6 of 10 invitations use a spot (docs/rules.md, expected yield). */
  private static final double YIELD = 0.6;

  private static final int DAYS_BETWEEN_ROUNDS = 7;

  private SeasonChance() {}

  /**
   * The chance.
   *
   * @param spots available; empty if they are not a number
   * @param candidates in the pool, 1 or more
   * @param next chance in the next round
   * @param rounds until the season's end, 1 or more
   */
  static double of(OptionalInt spots, int candidates, double next, int rounds) {
    if (rounds == 1) {
      return next;
    }
    // Rounding may put 1 - (1 - next)^2 below next, but another round never lowers the chance.
    double compounded = Math.max(next, compounded(next, rounds));
    if (spots.isEmpty()) {
      return compounded;
    }
    double places = spots.getAsInt() / YIELD / candidates;
    return Math.min(compounded, next + (1 - next) * Math.min(1, places));
  }

  /** The chance of at least one invitation in several rounds with the same chance. */
  static double compounded(double chance, int rounds) {
    return 1 - Math.pow(1 - chance, rounds);
  }

  /** Weekly rounds in a number of days, at least one. */
  static int rounds(long days) {
    return (int) Math.max(1, Math.round(days / (double) DAYS_BETWEEN_ROUNDS));
  }
}
