package org.iecpools.invitation.domain;

import java.time.Instant;
import org.iecpools.events.Answer;
import org.iecpools.events.ClosedCause;
import org.jspecify.annotations.Nullable;

/** Ruling of {@link InvitationRules} on one input about an invitation. */
sealed interface Verdict {

  /**
   * The acceptance is in time ({@code AcceptanceConfirmed}).
   *
   * @param acceptedAt when, as the candidate's system stated it
   * @param submitBy deadline for the application, exclusive
   */
  record Confirm(Instant acceptedAt, Instant submitBy) implements Verdict {}

  /**
   * The invitation goes on in another state. Nothing is published.
   *
   * @param state the next state, open as well
   */
  record Advance(Invitation.State state) implements Verdict {}

  /**
   * The invitation ends ({@code InvitationClosed}).
   *
   * @param reason why it is voided, as a sentence; null for every other cause
   */
  record Close(ClosedCause cause, @Nullable String reason) implements Verdict {

    Close(ClosedCause cause) {
      this(cause, null);
    }
  }

  /**
   * The answer came too late and changes nothing ({@code AnswerRejected}).
   *
   * @param reason why, as a sentence
   */
  record Reject(Answer answer, String reason) implements Verdict {}

  /** Nothing changes and nothing is published. */
  record Ignore() implements Verdict {}
}
