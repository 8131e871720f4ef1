package org.iecpools.simulator.season;

/** The ratio of a season's quotas to its candidates. */
public enum Scenario {
  /** Quotas as announced for the season, whatever the number of candidates. */
  ANNOUNCED,
  /**
   * Quotas and caps in proportion to the candidates, so that most pools have fewer permits than
   * candidates and all five ratings occur, even in a small season.
   */
  SCARCE
}
