package org.iecpools.auditor.draw;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.InvitationIssued;

/**
 * Checks the deadlines for applications that invitation-service stated for invitations of a draw.
 * Acceptances that earlier versions took have no stated deadline, so a missing one is not a fault.
 */
final class DeadlineCheck {

  /** Calendar days from acceptance to submit the application (rule R4.2). */
  private static final int SUBMIT_DAYS = 20;

  /** Longer lists are truncated to this many entries. */
  private static final int NAMED = 5;

  private final Round round;
  private final CountryLog log;
  private final List<String> faults = new ArrayList<>();

  private DeadlineCheck(Round round) {
    this.round = round;
    this.log = round.log();
  }

  static Check of(Round round) {
    return new DeadlineCheck(round).check();
  }

  private Check check() {
    int confirmed = 0;
    for (InvitationIssued invitation : log.issued(round.id())) {
      List<AcceptanceConfirmed> confirmations = log.confirmed(invitation.getInvitationId());
      if (confirmations.size() > 1) {
        faults.add(
            "invitation %s has %d confirmations that differ"
                .formatted(invitation.getInvitationId(), confirmations.size()));
      }
      confirmations.forEach(confirmation -> check(invitation, confirmation));
      confirmed += confirmations.size();
    }
    return faults.isEmpty()
        ? Claim.DEADLINES.holds("%,d stated, each by its acceptance", confirmed)
        : Claim.DEADLINES.broken(
            "%s%s",
            faults.stream().limit(NAMED).collect(Collectors.joining(", ")),
            faults.size() > NAMED ? " and %,d more".formatted(faults.size() - NAMED) : "");
  }

  private void check(InvitationIssued invitation, AcceptanceConfirmed confirmation) {
    Instant acceptedAt = confirmation.getAcceptedAt();
    if (!log.accepted(invitation.getInvitationId(), acceptedAt)) {
      faults.add(
          "nobody accepted invitation %s at %s"
              .formatted(invitation.getInvitationId(), acceptedAt));
    }
    // Without an entry before the draw, the claims about the draw do not hold.
    Optional.ofNullable(log.people().get(invitation.getCandidateId()))
        .flatMap(person -> person.timeZone(round.seen()))
        .map(zone -> submitBy(acceptedAt, invitation.getOccurredAt(), Ages.zone(zone)))
        .filter(expected -> !expected.equals(confirmation.getSubmitBy()))
        .ifPresent(
            expected ->
                faults.add(
                    "the application of invitation %s is due by %s, stated is %s"
                        .formatted(
                            invitation.getInvitationId(), expected, confirmation.getSubmitBy())));
  }

  /** The midnight in the candidate's time zone that ends the last day. */
  private static Instant submitBy(Instant acceptedAt, Instant drawnAt, ZoneId zone) {
    Instant from = acceptedAt.isBefore(drawnAt) ? drawnAt : acceptedAt;
    LocalDate lastDay = LocalDate.ofInstant(from, zone).plusDays(SUBMIT_DAYS);
    return lastDay.plusDays(1).atStartOfDay(zone).toInstant();
  }
}
