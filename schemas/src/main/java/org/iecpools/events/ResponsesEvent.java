package org.iecpools.events;

import java.util.UUID;

/** What candidates answer to invitations, on {@code iec.responses}. */
public sealed interface ResponsesEvent extends CandidateEvent
    permits InvitationAccepted, InvitationDeclined {

  /** The pool drawn from. */
  PoolId getPool();

  /** The invitation. */
  UUID getInvitationId();
}
