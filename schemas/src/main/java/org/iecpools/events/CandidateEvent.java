package org.iecpools.events;

import java.util.UUID;

/** An event of one candidate, on a topic keyed by candidate. */
public sealed interface CandidateEvent extends Event
    permits ProfilesEvent, PoolsEvent, InvitationsEvent, ResponsesEvent, ApplicationsEvent {

  /** Pseudonym of the candidate, the key of the record. */
  UUID getCandidateId();

  /** The profile it concerns. */
  UUID getProfileId();
}
