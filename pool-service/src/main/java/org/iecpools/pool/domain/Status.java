package org.iecpools.pool.domain;

import java.time.Instant;
import java.util.UUID;
import org.iecpools.events.PoolId;
import org.iecpools.events.ProfileSubmitted;
import org.jspecify.annotations.Nullable;

/** Where a profile stands. */
public sealed interface Status {

  /**
   * Submitted while another profile of the candidate had not ended, or before the country's plan
   * was known here. Both may only be on their way on another topic.
   *
   * @param until the wall-clock time up to which it waits, exclusive
   * @param loggedAt when it was submitted, by the log: whether it may enter is judged as of then,
   *     however long it waits; null in state from before that was kept
   */
  record Parked(ProfileSubmitted submission, Instant until, @Nullable Instant loggedAt)
      implements Status {}

  /** In at least one pool. */
  record Active() implements Status {}

  /**
   * Holds an open invitation and is in no pool.
   *
   * @param invitationId the invitation
   * @param pool that was drawn
   * @param stay that was drawn
   * @param withdrawalAsked whether a withdrawal is before the judge (R5)
   */
  record Invited(UUID invitationId, PoolId pool, int stay, boolean withdrawalAsked)
      implements Status {
    Invited asked(boolean asked) {
      return new Invited(invitationId, pool, stay, asked);
    }
  }

  /** Over for ever. */
  record Ended(EndCause cause) implements Status {}
}
