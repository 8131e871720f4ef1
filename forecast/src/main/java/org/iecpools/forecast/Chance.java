package org.iecpools.forecast;

/**
 * A forecast chance with its 80 % interval.
 *
 * @param value 0 to 1, inside of the interval
 */
public record Chance(double value, Interval interval) {

  /** The chance without a round. */
  static final Chance NONE = new Chance(0, new Interval(0, 0));

  /** Checks that the interval contains the chance. */
  public Chance {
    if (!interval.contains(value)) {
      throw new IllegalArgumentException("a chance of %s outside of %s".formatted(value, interval));
    }
  }

  /**
   * One person in two pools of a country, which are drawn one after the other. The interval is for
   * both chances at their lower or both at their upper bounds.
   *
   * @return chance of an invitation from either
   */
  public static Chance ofOnePerson(Chance first, Chance second) {
    return new Chance(
        CombinedChance.ofOnePerson(first.value, second.value),
        new Interval(
            CombinedChance.ofOnePerson(first.interval.low(), second.interval.low()),
            CombinedChance.ofOnePerson(first.interval.high(), second.interval.high())));
  }
}
