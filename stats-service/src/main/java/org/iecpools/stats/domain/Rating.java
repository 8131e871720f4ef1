package org.iecpools.stats.domain;

import java.util.OptionalDouble;

/** The chance of an invitation in the next round as a word, as IRCC publishes it. */
public enum Rating {
  /** At least 80 %. */
  EXCELLENT("Excellent"),
  /** At least 60 % and below 80 %. */
  VERY_GOOD("Very good"),
  /** At least 40 % and below 60 %. */
  FAIR("Fair"),
  /** At least 20 % and below 40 %. */
  LOW("Low"),
  /** Below 20 %. */
  VERY_LOW("Very low"),
  /** There is no chance to rate: no upcoming round, no quota yet, or a pool that is not offered. */
  NOT_APPLICABLE("Not applicable");

  private final String text;

  Rating(String text) {
    this.text = text;
  }

  /** The value in rows. */
  public String text() {
    return text;
  }

  /**
   * Rates a chance.
   *
   * @param chance from 0 to 1, not rounded; empty if there is none to rate
   */
  public static Rating of(OptionalDouble chance) {
    if (chance.isEmpty()) {
      return NOT_APPLICABLE;
    }
    double c = chance.getAsDouble();
    return c >= 0.8
        ? EXCELLENT
        : c >= 0.6 ? VERY_GOOD : c >= 0.4 ? FAIR : c >= 0.2 ? LOW : VERY_LOW;
  }
}
