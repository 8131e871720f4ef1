package org.iecpools.invitation.domain;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.iecpools.events.PoolId;

/**
 * What became of one order of a country: to run rounds, by an operator or by the season's plan, or
 * to correct one.
 *
 * @param id the command's id, or one that follows from the plan
 * @param at when it was decided
 * @param pools in the order in which they were drawn
 */
public record Decision(int season, String country, UUID id, Instant at, List<PoolDecision> pools) {

  /** What became of the order for one pool. */
  public sealed interface PoolDecision {
    /** The pool ordered. */
    PoolId pool();

    /** The round ordered. */
    UUID roundId();
  }

  /**
   * The round ran.
   *
   * @param size how many should be invited
   * @param invited how many were
   */
  public record Ran(PoolId pool, UUID roundId, long seq, int size, int invited)
      implements PoolDecision {}

  /** The round did not run, for every reason there is. */
  public record NotRun(PoolId pool, UUID roundId, List<Refusal> reasons) implements PoolDecision {}

  /**
   * The round was corrected.
   *
   * @param invited how many invitations of it are left
   * @param voided invitations that this correction has ended, by ascending ticket
   * @param kept invitations that it would have ended too, and could not
   */
  public record Corrected(
      PoolId pool, UUID roundId, int revision, int invited, List<UUID> voided, List<Kept> kept)
      implements PoolDecision {}

  /** An invitation that a correction could not void. */
  public record Kept(UUID invitationId, Refusal why) {}

  /** The round was not corrected, for every reason there is. */
  public record NotCorrected(PoolId pool, UUID roundId, List<Refusal> reasons)
      implements PoolDecision {}
}
