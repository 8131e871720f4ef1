package org.iecpools.pool.domain;

import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.ProfilesEvent;

/** All that a candidacy is decided on. Raw answers and applications are not among it (rule 4). */
public sealed interface Input {

  /** What the candidate did. */
  record OfCandidate(ProfilesEvent event) implements Input {}

  /** What the judge of invitations says. */
  record OfJudge(InvitationsEvent event) implements Input {}

  /** Time has passed, or a season's plan has become known. */
  record Tick() implements Input {}
}
