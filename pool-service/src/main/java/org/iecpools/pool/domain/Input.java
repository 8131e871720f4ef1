package org.iecpools.pool.domain;

import java.util.UUID;
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

  /**
   * The check of an identity document has ended.
   *
   * @param profileId profile that states the document
   * @param digest digest of the document, in hexadecimal
   * @param granted whether the document is of this candidate
   */
  record FromIdentities(UUID profileId, int season, String digest, boolean granted)
      implements Input {}

  /** Time has passed, or a season's plan has become known. */
  record Tick() implements Input {}
}
