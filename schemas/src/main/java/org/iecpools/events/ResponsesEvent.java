package org.iecpools.events;

import java.util.UUID;

/** Answers of candidates to invitations, on {@code iec.responses}. */
public sealed interface ResponsesEvent extends CandidateEvent
    permits InvitationAccepted, InvitationDeclined {

  /** The pool that the candidate was drawn from. */
  PoolId getPool();

  /** Id of the invitation. */
  UUID getInvitationId();
}
