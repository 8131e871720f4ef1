package org.iecpools.invitation.domain;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.iecpools.events.PoolId;
import org.iecpools.invitation.domain.Decision.NotRun;

/**
 * An order for rounds of a country, by an operator or by the season's plan, that waits until the
 * announcements of its rounds have been read back from the log.
 *
 * @param id the command's id, or one that follows from the plan
 * @param weekly whether it is by the plan
 * @param rounds to run, in one decision
 * @param refused pools that were refused at once; they are in the same decision
 */
public record WaitingOrder(UUID id, boolean weekly, List<OfPool> rounds, List<NotRun> refused) {

  /**
   * A round of one pool.
   *
   * @param size as an operator has stated it; null for the policy
   * @param slot when it was to run: for an operator's order when that was taken
   */
  public record OfPool(PoolId pool, UUID roundId, Integer size, Instant slot) {}
}
