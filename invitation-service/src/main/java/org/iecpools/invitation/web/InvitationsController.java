package org.iecpools.invitation.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.iecpools.domain.EventIds;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.ResponsesEvent;
import org.iecpools.invitation.domain.Invitation;
import org.iecpools.invitation.domain.Invitation.Accepted;
import org.iecpools.invitation.domain.Invitation.Applied;
import org.iecpools.invitation.domain.Invitation.Closed;
import org.iecpools.invitation.domain.Invitation.Invited;
import org.iecpools.invitation.stream.InvitationReads;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.stream.Attribution;
import org.iecpools.kit.web.Fault;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.Peers;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.kit.web.TimeBudget;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

/** Shows a candidate's invitations, and takes the answers to them. */
@RestController
final class InvitationsController implements InvitationsApi {

  /** How long an answer waits for its committed verdict. */
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private static final byte[] NO_BODY = {};

  private final Publishing publishing;
  private final InvitationReads reads;
  private final Peers peers;
  private final ServiceClock clock;

  InvitationsController(
      Publishing publishing, InvitationReads reads, Peers peers, ServiceClock clock) {
    this.publishing = publishing;
    this.reads = reads;
    this.peers = peers;
    this.clock = clock;
  }

  @Override
  public Invitations invitations(String candidateId, HttpServletRequest request) {
    Faults faults = new Faults();
    Optional<UUID> candidate = RequestReader.value("candidateId", candidateId, faults).uuid();
    Problems.throwBadRequest(faults);
    UUID id = candidate.orElseThrow();
    // Invitations are stored by country, and the country of each may be on another instance.
    Stream<InvitationView> elsewhere =
        Peers.passedOn(request)
            ? Stream.empty()
            : peers.others().stream()
                .map(peer -> peers.ask(request, peer, Invitations.class))
                .flatMap(answer -> answer.invitations().stream());
    return new Invitations(
        id,
        Stream.concat(reads.invitations(id).stream().map(InvitationView::of), elsewhere)
            .sorted(Comparator.comparing(InvitationView::invitedAt))
            .toList());
  }

  @Override
  public ResponseEntity<?> accept(
      String candidateId, String invitationId, HttpServletRequest request) {
    return answer(
        candidateId,
        invitationId,
        request,
        (candidate, invitation) ->
            new InvitationAccepted(
                EventIds.of("InvitationAccepted", invitation.id()),
                now(),
                invitation.pool(),
                invitation.id(),
                invitation.profileId(),
                candidate),
        InvitationsController::againstAcceptance);
  }

  @Override
  public ResponseEntity<?> decline(
      String candidateId, String invitationId, HttpServletRequest request) {
    return answer(
        candidateId,
        invitationId,
        request,
        (candidate, invitation) ->
            new InvitationDeclined(
                EventIds.of("InvitationDeclined", invitation.id()),
                now(),
                invitation.pool(),
                invitation.id(),
                invitation.profileId(),
                candidate),
        InvitationsController::againstDecline);
  }

  private ResponseEntity<?> answer(
      String candidateId,
      String invitationId,
      HttpServletRequest request,
      BiFunction<UUID, Invitation, ResponsesEvent> event,
      Function<Invitation, Optional<Fault>> against) {
    TimeBudget budget = TimeBudget.of(TIMEOUT);
    Faults faults = new Faults();
    Optional<UUID> candidate = RequestReader.value("candidateId", candidateId, faults).uuid();
    Optional<UUID> id = RequestReader.value("invitationId", invitationId, faults).uuid();
    Problems.throwBadRequest(faults);
    return answer(candidate.orElseThrow(), id.orElseThrow(), request, event, against, budget);
  }

  /**
   * Answers an invitation.
   *
   * @param event creates the event of the answer, from the candidate's id and the invitation
   * @param against the reason against this answer, by the committed state of the invitation; empty
   *     if the answer has taken effect
   */
  private ResponseEntity<?> answer(
      UUID candidate,
      UUID id,
      HttpServletRequest request,
      BiFunction<UUID, Invitation, ResponsesEvent> event,
      Function<Invitation, Optional<Fault>> against,
      TimeBudget budget) {
    Optional<Invitation> known = reads.invitation(candidate, id);
    if (known.isEmpty()) {
      return elsewhere(request).orElseThrow(() -> Problems.unknownInvitation(candidate, id));
    }
    if (isUnanswered(known.get())) {
      publishing.publish(event.apply(candidate, known.get()), Attribution.NONE);
    }
    Optional<Invitation> judged =
        budget.await(
            () -> reads.invitation(candidate, id).filter(i -> !isUnanswered(i)),
            Optional::isPresent);
    if (judged.isEmpty() || !publishing.isCommitted(budget)) {
      return ResponseEntity.accepted().body(InvitationView.of(known.get()));
    }
    against
        .apply(judged.get())
        .ifPresent(
            fault -> {
              throw Problems.tooLate(fault);
            });
    return ResponseEntity.ok(InvitationView.of(judged.get()));
  }

  private static boolean isUnanswered(Invitation invitation) {
    return invitation.state() instanceof Invited;
  }

  private static Optional<Fault> againstAcceptance(Invitation invitation) {
    return switch (invitation.state()) {
      case Invited _, Accepted _, Applied _ -> Optional.empty();
      case Closed closed ->
          closed.accepted() ? Optional.empty() : Optional.of(ended(closed, "accepted"));
    };
  }

  private static Optional<Fault> againstDecline(Invitation invitation) {
    return switch (invitation.state()) {
      case Invited _ -> Optional.empty();
      case Accepted _, Applied _ ->
          Optional.of(
              new Fault(
                  "invitationId",
                  FaultCode.ALREADY_ACCEPTED,
                  "The invitation was accepted before and can no longer be declined."));
      case Closed closed ->
          closed.cause() == ClosedCause.DECLINED
              ? Optional.empty()
              : Optional.of(ended(closed, "declined"));
    };
  }

  private static Fault ended(Closed closed, String answer) {
    return new Fault(
        "invitationId",
        FaultCode.INVITATION_ENDED,
        "The invitation ended at %s (%s) and can no longer be %s."
            .formatted(
                closed.at(),
                closed.reason() == null ? closed.cause() : closed.cause() + ": " + closed.reason(),
                answer));
  }

  /** The answer of the instance that has the invitation, if it is another one. */
  private Optional<ResponseEntity<?>> elsewhere(HttpServletRequest request) {
    if (Peers.passedOn(request)) {
      return Optional.empty();
    }
    return peers.others().stream()
        .<ResponseEntity<?>>map(peer -> peers.passOn(request, NO_BODY, peer))
        .filter(answer -> answer.getStatusCode() != HttpStatus.NOT_FOUND)
        .findFirst();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
