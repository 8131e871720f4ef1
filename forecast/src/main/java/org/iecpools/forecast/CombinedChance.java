package org.iecpools.forecast;

/**
 * The chances of two people, or of one person in two pools, in the same round.
 *
 * @param both chance that both are invited, 0 to 1
 * @param atLeastOne chance that one or both are, from {@code both} to 1
 */
public record CombinedChance(double both, double atLeastOne) {

  /**
   * Two people in the same pool. The same number is invited either way, so an invitation of one
   * makes that of the other a little less likely.
   *
   * @param chance of each
   * @param candidates in the pool, 2 or more
   */
  public static CombinedChance inOnePool(double chance, int candidates) {
    check(chance);
    if (candidates < 2) {
      throw new IllegalArgumentException("two people in a pool of " + candidates);
    }
    double others = Math.max(0, (chance * candidates - 1) / (candidates - 1));
    return of(chance, chance, chance * others);
  }

  /** Two people in pools of different countries or categories, which are drawn independently. */
  public static CombinedChance inTwoPools(double one, double other) {
    check(one);
    check(other);
    return of(one, other, one * other);
  }

  /**
   * One person in two pools of a country, which are drawn one after the other. Someone who is
   * invited from the first is not drawn in the second.
   *
   * @return chance of an invitation from either
   */
  public static double ofOnePerson(double first, double second) {
    return inTwoPools(first, second).atLeastOne();
  }

  private static CombinedChance of(double one, double other, double both) {
    return new CombinedChance(both, Math.min(1, one + other - both));
  }

  private static void check(double chance) {
    if (!(chance >= 0 && chance <= 1)) {
      throw new IllegalArgumentException("a chance of " + chance);
    }
  }
}
