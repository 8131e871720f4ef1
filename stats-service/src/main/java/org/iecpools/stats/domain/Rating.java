package org.iecpools.stats.domain;

import java.util.OptionalDouble;

/** The chance of an invitation in the next round in words, as IRCC publishes it. */
public enum Rating {
  /** 80 % and over. */
  EXCELLENT("Excellent"),
  /** 60 to 79 %. */
  VERY_GOOD("Very good"),
  /** 40 to 59 %. */
  FAIR("Fair"),
  /** 20 to 39 %. */
  LOW("Low"),
  /** Under 20 %. */
  VERY_LOW("Very low"),
  /** No round is to come. */
  NOT_APPLICABLE("Not applicable");

  private final String text;

  Rating(String text) {
    this.text = text;
  }

  /** As rows say it. */
  public String text() {
    return text;
  }

  /**
   * @param chance from 0 to 1; empty without a round to come
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
