package org.iecpools.invitation.domain;

import java.time.Instant;
import org.iecpools.events.ApplicationClosed;
import org.iecpools.events.ApplicationSubmitted;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolLeft;

/**
 * An event that can end an invitation or keep it open, with the time at which it entered the log.
 */
public sealed interface LoggedAnswer {

  /** When it entered the log, by the broker's clock. Deadlines are judged by it. */
  Instant loggedAt();

  /** The candidate accepts. */
  record Acceptance(InvitationAccepted event, Instant loggedAt) implements LoggedAnswer {}

  /** The candidate declines. */
  record Decline(InvitationDeclined event, Instant loggedAt) implements LoggedAnswer {}

  /** The application was submitted. */
  record Application(ApplicationSubmitted event, Instant loggedAt) implements LoggedAnswer {}

  /** The application was refused or withdrawn. */
  record ApplicationEnd(ApplicationClosed event, Instant loggedAt) implements LoggedAnswer {}

  /** The letter of introduction was issued. */
  record Letter(LoiIssued event, Instant loggedAt) implements LoggedAnswer {}

  /** The candidate withdraws the profile. The time is that of the withdrawal, not of the leave. */
  record Withdrawal(PoolLeft event, Instant loggedAt) implements LoggedAnswer {}
}
