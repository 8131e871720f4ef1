package org.iecpools.forecast;

/** Chances on the scale on which the model adds. */
final class Logit {

  private Logit() {}

  /**
   * The logit of a chance.
   *
   * @param least the chance is taken to be at least this, and at most 1 less this
   */
  static double of(double chance, double least) {
    double inside = Math.min(1 - least, Math.max(least, chance));
    return Math.log(inside / (1 - inside));
  }

  static double chance(double logit) {
    return 1 / (1 + Math.exp(-Math.min(30, Math.max(-30, logit))));
  }
}
