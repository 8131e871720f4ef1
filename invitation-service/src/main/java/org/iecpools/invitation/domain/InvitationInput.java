package org.iecpools.invitation.domain;

import java.time.Instant;

/**
 * What can happen to an invitation, reduced to what {@link InvitationRules} judges. Which
 * invitation it is about, and whether it came in time, has been decided before.
 */
sealed interface InvitationInput {

  /**
   * The candidate accepts.
   *
   * @param acceptedAt when, as the candidate's system stated it
   * @param submitBy deadline for the application that follows from the acceptance, exclusive
   */
  record Acceptance(Instant acceptedAt, Instant submitBy) implements InvitationInput {}

  /** The candidate declines. */
  record Decline() implements InvitationInput {}

  /** The application was submitted. */
  record Application() implements InvitationInput {}

  /** The application was refused or withdrawn. */
  record ApplicationEnd() implements InvitationInput {}

  /** The letter of introduction was issued. */
  record Loi() implements InvitationInput {}

  /** The candidate withdraws the profile. */
  record Withdrawal() implements InvitationInput {}

  /**
   * A correction of the round means this invitation.
   *
   * @param reason why, as a sentence
   */
  record Correction(String reason) implements InvitationInput {}

  /** The watermark has reached the deadline of the state. */
  record DeadlinePassed() implements InvitationInput {}
}
