package org.iecpools.forecast;

/**
 * A forecast chance with its 80 % interval.
 *
 * @param value 0 to 1, inside of the interval
 */
public record Chance(double value, Interval interval) {

  private static final double ROUNDING = 1e-9;

  /** The chance without a round. */
  static final Chance NONE = new Chance(0, new Interval(0, 0));

  /** Checks that the interval contains the chance. */
  public Chance {
    if (!interval.contains(value)) {
      throw new IllegalArgumentException("a chance of %s outside of %s".formatted(value, interval));
    }
  }

  /**
   * A chance with bounds that are computed in the same way as it is, so that they are only out of
   * order by rounding.
   */
  static Chance of(double value, double low, double high) {
    if (low > value + ROUNDING || high < value - ROUNDING) {
      throw new IllegalArgumentException(
          "a chance of %s outside of %s to %s".formatted(value, low, high));
    }
    return new Chance(value, new Interval(Math.min(low, value), Math.max(high, value)));
  }

  /**
   * One person in two pools of a country, which are drawn one after the other. The interval is for
   * both chances at their lower or both at their upper bounds.
   *
   * @return chance of an invitation from either
   */
  public static Chance ofOnePerson(Chance first, Chance second) {
    return of(
        CombinedChance.ofOnePerson(first.value, second.value),
        CombinedChance.ofOnePerson(first.interval.low(), second.interval.low()),
        CombinedChance.ofOnePerson(first.interval.high(), second.interval.high()));
  }
}
