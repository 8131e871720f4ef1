package org.iecpools.invitation.domain;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.iecpools.events.PoolId;

/**
 * Result of one order of a country: to run rounds, by an operator or by the season's plan, or to
 * correct one.
 *
 * @param id the command's id, or an id derived from the plan
 * @param at time of the decision
 * @param pools results in drawing order
 */
public record OrderOutcome(
    int season, String country, UUID id, Instant at, List<PoolDecision> pools) {

  /** Result of the order for one pool. */
  public sealed interface PoolDecision {
    /** The pool of the order. */
    PoolId pool();

    /** The round of the order. */
    UUID roundId();
  }

  /**
   * The round ran.
   *
   * @param size number of profiles to invite
   * @param invited number of profiles that were invited
   */
  public record Ran(PoolId pool, UUID roundId, long seq, int size, int invited)
      implements PoolDecision {}

  /** The round did not run, for all of these reasons. */
  public record NotRun(PoolId pool, UUID roundId, List<ReasonAgainst> reasons)
      implements PoolDecision {}

  /**
   * The round was corrected.
   *
   * @param invited number of invitations that are left
   * @param voided invitations that this correction ended, by ascending ticket
   * @param kept invitations that it should have ended, but could not
   */
  public record Corrected(
      PoolId pool, UUID roundId, int revision, int invited, List<UUID> voided, List<Kept> kept)
      implements PoolDecision {}

  /** An invitation that a correction could not void. */
  public record Kept(UUID invitationId, ReasonAgainst why) {}

  /** The round was not corrected, for all of these reasons. */
  public record NotCorrected(PoolId pool, UUID roundId, List<ReasonAgainst> reasons)
      implements PoolDecision {}
}
