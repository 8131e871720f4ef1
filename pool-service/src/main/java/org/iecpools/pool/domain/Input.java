package org.iecpools.pool.domain;

import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.ProfilesEvent;

/**
 * Input of a candidacy. Answers and applications are not among them: invitation-service judges them
 * (rule 4).
 */
public sealed interface Input {

  /** An event of the candidate. */
  record FromCandidate(ProfilesEvent event) implements Input {}

  /** An event of invitation-service. */
  record FromInvitations(InvitationsEvent event) implements Input {}

  /** Time has passed, or a season's plan has become known. */
  record Tick() implements Input {}
}
