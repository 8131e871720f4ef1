package org.iecpools.events;

import java.util.UUID;

/** Events from the case system about applications, on {@code iec.applications}. */
public sealed interface ApplicationsEvent extends CandidateEvent
    permits ApplicationSubmitted, ApplicationClosed, LoiIssued, LoiCancelled {

  /** The pool that the candidate was drawn from. */
  PoolId getPool();

  /** Id of the invitation. */
  UUID getInvitationId();
}
