package org.iecpools.events;

import java.util.UUID;

/**
 * Events about invitations, confirmed acceptances and how invitations end, on {@code
 * iec.invitations}.
 */
public sealed interface InvitationsEvent extends CandidateEvent
    permits InvitationIssued, AcceptanceConfirmed, InvitationClosed, AnswerRejected {

  /** The pool that the candidate was drawn from. */
  PoolId getPool();

  /** Id of the invitation. */
  UUID getInvitationId();
}
