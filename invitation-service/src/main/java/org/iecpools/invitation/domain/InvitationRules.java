package org.iecpools.invitation.domain;

import java.time.Instant;
import org.iecpools.events.Answer;
import org.iecpools.events.ClosedCause;
import org.iecpools.invitation.domain.Invitation.Accepted;
import org.iecpools.invitation.domain.Invitation.Applied;
import org.iecpools.invitation.domain.Invitation.Closed;
import org.iecpools.invitation.domain.Invitation.Invited;
import org.iecpools.invitation.domain.InvitationInput.Acceptance;
import org.iecpools.invitation.domain.InvitationInput.Application;
import org.iecpools.invitation.domain.InvitationInput.ApplicationEnd;
import org.iecpools.invitation.domain.InvitationInput.Correction;
import org.iecpools.invitation.domain.InvitationInput.DeadlinePassed;
import org.iecpools.invitation.domain.InvitationInput.Decline;
import org.iecpools.invitation.domain.InvitationInput.Loi;
import org.iecpools.invitation.domain.InvitationInput.Withdrawal;
import org.iecpools.invitation.domain.Verdict.Advance;
import org.iecpools.invitation.domain.Verdict.Close;
import org.iecpools.invitation.domain.Verdict.Confirm;
import org.iecpools.invitation.domain.Verdict.Ignore;
import org.iecpools.invitation.domain.Verdict.Reject;

/**
 * How each input changes an invitation, by its state: the transitions of docs/invitation-states.md,
 * row for row. {@link Country} finds the invitation, counts, and writes what follows.
 */
final class InvitationRules {

  private InvitationRules() {}

  /** Judges one input about an invitation in this state. */
  static Verdict judge(Invitation.State state, InvitationInput input) {
    return switch (state) {
      case Invited _ -> whileInvited(input);
      case Accepted _ -> whileAccepted(input);
      case Applied _ -> whileApplied(input);
      case Closed closed -> afterTheEnd(closed, input);
    };
  }

  private static Verdict whileInvited(InvitationInput input) {
    return switch (input) {
      case Acceptance(Instant acceptedAt, Instant submitBy) -> new Confirm(acceptedAt, submitBy);
      case Decline _ -> new Close(ClosedCause.DECLINED);
      // Acceptance and application are on different topics: either may be read first (R14).
      case Application _ -> new Advance(new Applied());
      case ApplicationEnd _ -> new Close(ClosedCause.APPLICATION_CLOSED);
      case Loi _ -> new Close(ClosedCause.LOI_ISSUED);
      case Withdrawal _ -> new Close(ClosedCause.PROFILE_WITHDRAWN);
      case Correction(String reason) -> new Close(ClosedCause.VOIDED, reason);
      case DeadlinePassed _ -> new Close(ClosedCause.NOT_ANSWERED);
    };
  }

  private static Verdict whileAccepted(InvitationInput input) {
    return switch (input) {
      case Acceptance _ -> new Ignore();
      case Decline _ -> declineAfterAcceptance();
      case Application _ -> new Advance(new Applied());
      case ApplicationEnd _ -> new Close(ClosedCause.APPLICATION_CLOSED);
      case Loi _ -> new Close(ClosedCause.LOI_ISSUED);
      case Withdrawal _ -> new Close(ClosedCause.PROFILE_WITHDRAWN);
      case Correction(String reason) -> new Close(ClosedCause.VOIDED, reason);
      case DeadlinePassed _ -> new Close(ClosedCause.NOT_SUBMITTED);
    };
  }

  private static Verdict whileApplied(InvitationInput input) {
    return switch (input) {
      case Acceptance _ -> new Ignore();
      case Decline _ -> declineAfterAcceptance();
      case Application _ -> new Ignore();
      case ApplicationEnd _ -> new Close(ClosedCause.APPLICATION_CLOSED);
      case Loi _ -> new Close(ClosedCause.LOI_ISSUED);
      case Withdrawal _ ->
          new Reject(
              Answer.WITHDRAWAL, "an application is in progress: the profile cannot be withdrawn");
      // The order's result states why the invitation is kept: Corrections.
      case Correction _ -> new Ignore();
      case DeadlinePassed _ -> new Ignore();
    };
  }

  private static Verdict afterTheEnd(Closed closed, InvitationInput input) {
    return switch (input) {
      case Acceptance _ ->
          closed.accepted() ? new Ignore() : new Reject(Answer.ACCEPT, ended(closed));
      case Decline _ ->
          closed.cause() == ClosedCause.DECLINED
              ? new Ignore()
              : new Reject(Answer.DECLINE, ended(closed));
      case Loi _ ->
          closed.cause() == ClosedCause.LOI_ISSUED
              ? new Ignore()
              : new Reject(Answer.LOI, ended(closed));
      case Application _, ApplicationEnd _, Withdrawal _, Correction _, DeadlinePassed _ ->
          new Ignore();
    };
  }

  private static Verdict declineAfterAcceptance() {
    return new Reject(
        Answer.DECLINE, "the invitation was accepted before: it can no longer be declined");
  }

  private static String ended(Closed closed) {
    String sentence =
        "the invitation ended before, at %s: %s".formatted(closed.at(), closed.cause());
    return closed.reason() == null ? sentence : sentence + ", " + closed.reason();
  }
}
