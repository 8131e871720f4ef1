package org.iecpools.events;

import java.util.UUID;

/** Invitations and how they end, on {@code iec.invitations}. */
public sealed interface InvitationsEvent extends CandidateEvent
    permits InvitationIssued, InvitationClosed, AnswerRejected {

  /** The pool drawn from. */
  PoolId getPool();

  /** The invitation. */
  UUID getInvitationId();
}
