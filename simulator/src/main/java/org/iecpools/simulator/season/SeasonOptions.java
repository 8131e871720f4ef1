package org.iecpools.simulator.season;

import org.iecpools.simulator.upstream.SeasonFacts;

/**
 * The season to simulate.
 *
 * @param season 2021 or 2026
 * @param candidates number of candidates, 1 or more
 * @param scenario the ratio of quotas to candidates
 * @param seed determines all decisions except the draws of the services
 * @param weeks number of weeks to simulate, 12 or more; with 48, rounds run from January to October
 */
public record SeasonOptions(int season, int candidates, Scenario scenario, long seed, int weeks) {

  /** Rejects unknown seasons and numbers that are too small. */
  public SeasonOptions {
    if (!SeasonFacts.SHIPPED.contains(season)) {
      throw new IllegalArgumentException(
          "season %d is not available; expected one of %s".formatted(season, SeasonFacts.SHIPPED));
    }
    if (candidates < 1) {
      throw new IllegalArgumentException("at least one candidate is needed");
    }
    if (weeks < Calendar.FEWEST_WEEKS) {
      throw new IllegalArgumentException("at least " + Calendar.FEWEST_WEEKS + " weeks are needed");
    }
  }
}
