package org.iecpools.forecast;

/**
 * The chances of two people who apply individually. The chance of each is itself uncertain, so the
 * intervals are for both chances at their lower or both at their upper bounds.
 *
 * @param both chance that both are invited
 * @param atLeastOne chance that one or both are, not below {@code both}
 */
public record TwoPeople(Chance both, Chance atLeastOne) {

  private interface Combination {
    CombinedChance of(double one, double other);
  }

  /**
   * Two people in the same pool.
   *
   * @param chance of each
   * @param candidates in the pool, 0 or more. At least two are assumed, because they are in it
   */
  public static TwoPeople inOnePool(Chance chance, int candidates) {
    return of(chance, chance, (one, _) -> CombinedChance.inOnePool(one, Math.max(2, candidates)));
  }

  /** Two people in pools of different countries or categories. */
  public static TwoPeople inTwoPools(Chance one, Chance other) {
    return of(one, other, CombinedChance::inTwoPools);
  }

  private static TwoPeople of(Chance one, Chance other, Combination combination) {
    CombinedChance middle = combination.of(one.value(), other.value());
    CombinedChance low = combination.of(one.interval().low(), other.interval().low());
    CombinedChance high = combination.of(one.interval().high(), other.interval().high());
    return new TwoPeople(
        Chance.of(middle.both(), low.both(), high.both()),
        Chance.of(middle.atLeastOne(), low.atLeastOne(), high.atLeastOne()));
  }
}
