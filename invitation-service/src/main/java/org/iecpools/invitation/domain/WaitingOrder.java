package org.iecpools.invitation.domain;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.iecpools.events.PoolId;
import org.iecpools.invitation.domain.OrderOutcome.NotRun;
import org.iecpools.invitation.domain.OrderOutcome.PoolDecision;
import org.jspecify.annotations.Nullable;

/**
 * An order for rounds of a country, by an operator or by the season's plan, that waits until the
 * announcements of its rounds have been read back from the log, and then for the beacon's round of
 * each.
 *
 * @param id the command's id, or an id derived from the plan
 * @param weekly whether the season's plan ordered it
 * @param rounds rounds still to run
 * @param refused pools that were refused immediately; part of the same decision
 * @param done results of the rounds that have been run; part of the same decision
 */
public record WaitingOrder(
    UUID id, boolean weekly, List<OfPool> rounds, List<NotRun> refused, List<PoolDecision> done) {

  /** Fills in the list that rows of earlier versions do not have. */
  public WaitingOrder {
    done = done == null ? List.of() : done;
  }

  /** The order after its first round has been decided. */
  WaitingOrder after(PoolDecision first) {
    return new WaitingOrder(
        id,
        weekly,
        rounds.subList(1, rounds.size()),
        refused,
        Stream.concat(done.stream(), Stream.of(first)).toList());
  }

  /**
   * A round of one pool.
   *
   * @param size size that an operator ordered; null for the policy
   * @param slot when the round was due; for an operator's order, when the order was taken
   * @param afterFinalRound why it was ordered, if the pool's final round was over then; null for
   *     other rounds
   */
  public record OfPool(
      PoolId pool,
      UUID roundId,
      @Nullable Integer size,
      Instant slot,
      @Nullable String afterFinalRound) {}
}
