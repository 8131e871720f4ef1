package org.iecpools.stats.web.page;

import java.util.Optional;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.stats.domain.PastRound;

/**
 * The model of a round's page.
 *
 * @param frame what surrounds it
 * @param pool its pool
 * @param round the round
 * @param before the round before it
 * @param after the round after it
 */
public record RoundPage(
    Frame frame,
    PoolId pool,
    PastRound round,
    Optional<PastRound> before,
    Optional<PastRound> after) {

  /** The address of the page that checks a candidate's ticket, for this round. */
  public String verification() {
    return frame.link("verify") + "#round=" + PoolIds.country(pool) + "/" + round.id();
  }
}
