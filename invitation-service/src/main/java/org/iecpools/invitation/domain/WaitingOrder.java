package org.iecpools.invitation.domain;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.iecpools.events.PoolId;
import org.iecpools.invitation.domain.OrderOutcome.NotRun;
import org.jspecify.annotations.Nullable;

/**
 * An order for rounds of a country, by an operator or by the season's plan, that waits until the
 * announcements of its rounds have been read back from the log.
 *
 * @param id the command's id, or an id derived from the plan
 * @param weekly whether the season's plan ordered it
 * @param rounds rounds to run, in one decision
 * @param refused pools that were refused immediately; part of the same decision
 */
public record WaitingOrder(UUID id, boolean weekly, List<OfPool> rounds, List<NotRun> refused) {

  /**
   * A round of one pool.
   *
   * @param size size that an operator ordered; null for the policy
   * @param slot when the round was due; for an operator's order, when the order was taken
   */
  public record OfPool(PoolId pool, UUID roundId, @Nullable Integer size, Instant slot) {}
}
