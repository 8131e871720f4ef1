package org.iecpools.simulator;

/** How a season's quotas relate to the people who take part. */
public enum Scenario {
  /** Quotas as announced for the season, whatever the number of candidates. */
  ANNOUNCED,
  /**
   * Quotas and caps in proportion to the candidates, so that most pools have fewer permits than
   * candidates and all five ratings occur, in a small season too.
   */
  SCARCE
}
