package org.iecpools.pool.domain;

import java.time.Instant;
import java.util.UUID;
import org.iecpools.events.PoolId;
import org.iecpools.events.ProfileSubmitted;
import org.jspecify.annotations.Nullable;

/** Status of a profile. */
public sealed interface Status {

  /**
   * Waits because another profile of the candidate had not ended, because the country's plan was
   * not known here, or for the check of its identity document. That end, or the plan, may still be
   * in flight on another topic.
   *
   * @param until the wall-clock time up to which it waits, exclusive
   * @param loggedAt when the submission entered the log; admission is judged as of this time,
   *     however long the profile waits; null in state of versions that did not store it
   */
  record Parked(ProfileSubmitted submission, Instant until, @Nullable Instant loggedAt)
      implements Status {}

  /** In at least one pool. */
  record Active() implements Status {}

  /**
   * Holds an open invitation and is in no pool.
   *
   * @param invitationId the invitation
   * @param pool pool that was drawn
   * @param stay number of the stay that was drawn
   * @param withdrawalAsked whether invitation-service is deciding on a withdrawal (R5)
   */
  record Invited(UUID invitationId, PoolId pool, int stay, boolean withdrawalAsked)
      implements Status {
    Invited asked(boolean asked) {
      return new Invited(invitationId, pool, stay, asked);
    }
  }

  /** Ended for good. */
  record Ended(EndCause cause) implements Status {}
}
