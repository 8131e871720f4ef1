package org.iecpools.events;

import java.util.UUID;

/** What the case system says of applications, on {@code iec.applications}. */
public sealed interface ApplicationsEvent extends CandidateEvent
    permits ApplicationSubmitted, ApplicationClosed, LoiIssued, LoiCancelled {

  /** The pool drawn from. */
  PoolId getPool();

  /** The invitation. */
  UUID getInvitationId();
}
