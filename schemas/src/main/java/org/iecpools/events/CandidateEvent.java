package org.iecpools.events;

import java.util.UUID;

/** An event about one candidate, on a topic keyed by candidate. */
public sealed interface CandidateEvent extends Event
    permits ProfilesEvent, PoolsEvent, InvitationsEvent, ResponsesEvent, ApplicationsEvent {

  /** Pseudonym of the candidate; the key of the record. */
  UUID getCandidateId();

  /** Id of the candidate's profile. */
  UUID getProfileId();
}
