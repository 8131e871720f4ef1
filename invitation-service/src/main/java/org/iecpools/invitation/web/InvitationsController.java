package org.iecpools.invitation.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.iecpools.domain.EventIds;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.PoolIds;
import org.iecpools.events.ResponsesEvent;
import org.iecpools.invitation.domain.Invitation;
import org.iecpools.invitation.domain.Invitation.Accepted;
import org.iecpools.invitation.domain.Invitation.Applied;
import org.iecpools.invitation.domain.Invitation.Closed;
import org.iecpools.invitation.domain.Invitation.Invited;
import org.iecpools.invitation.stream.InvitationReads;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.web.Described;
import org.iecpools.kit.web.Fault;
import org.iecpools.kit.web.Peers;
import org.iecpools.kit.web.Problem;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** A candidate's invitations, and the answers to them. */
@RestController
final class InvitationsController {

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

  /** A candidate's invitations, in draw order. */
  record Invitations(
      @Schema(description = "Pseudonym of the candidate.") UUID candidateId,
      @Schema(description = "In the order of their draws.") List<View> invitations) {}

  /**
   * An invitation.
   *
   * @param status INVITED, ACCEPTED, APPLIED or CLOSED
   * @param closedBecause cause of its end; null unless it is closed
   * @param closedReason why it was voided; null otherwise
   * @param answerBy deadline for the answer, exclusive
   * @param submitBy deadline for the application, exclusive; null unless it is accepted
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "Invitation")
  record View(
      @Schema(description = "The invitation.") UUID invitationId,
      @Schema(
              description = "The pool, as season/country/category[/stream].",
              example = "2026/IE/WORKING_HOLIDAY")
          String pool,
      @Schema(description = "The round that drew it.") UUID roundId,
      @Schema(description = "The profile that was drawn.") UUID profileId,
      @Schema(
              description = "How far it is.",
              allowableValues = {"INVITED", "ACCEPTED", "APPLIED", "CLOSED"})
          String status,
      @Schema(description = "How it ended; only with CLOSED.") ClosedCause closedBecause,
      @Schema(description = "Why it was voided, in a sentence; only with VOIDED.")
          String closedReason,
      @Schema(description = "When it was drawn, UTC.") Instant invitedAt,
      @Schema(description = "End, exclusive, of the 10 days to answer, UTC.") Instant answerBy,
      @Schema(
              description =
                  "End, exclusive, of the 20 days to submit the application, UTC; only with ACCEPTED.")
          Instant submitBy,
      @Schema(description = "When it ended, UTC; only with CLOSED.") Instant closedAt) {

    static View of(Invitation i) {
      return switch (i.state()) {
        case Invited _ -> of(i, "INVITED", null, null, null, null);
        case Accepted(Instant submitBy) -> of(i, "ACCEPTED", submitBy, null, null, null);
        case Applied _ -> of(i, "APPLIED", null, null, null, null);
        case Closed(ClosedCause cause, _, Instant at, String reason) ->
            of(i, "CLOSED", null, cause, reason, at);
      };
    }

    private static View of(
        Invitation i,
        String status,
        Instant submitBy,
        ClosedCause cause,
        String reason,
        Instant closedAt) {
      return new View(
          i.id(),
          PoolIds.text(i.pool()),
          i.roundId(),
          i.profileId(),
          status,
          cause,
          reason,
          i.drawnAt(),
          i.answerBy(),
          submitBy,
          closedAt);
    }
  }

  @Operation(
      summary = "All invitations of a candidate, in the order of their draws",
      responses = {
        @ApiResponse(responseCode = "200", description = "All that are known; none is no error."),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "503", ref = "Problem")
      })
  @GetMapping("/api/v1/candidates/{candidateId}/invitations")
  Invitations invitations(
      @Described.CandidateId @PathVariable String candidateId, HttpServletRequest request) {
    List<Fault> faults = new ArrayList<>();
    UUID id = Parameters.uuid("candidateId", candidateId, faults);
    Parameters.check(faults);
    // Invitations are stored by country, and the country of each may be on another instance.
    Stream<View> elsewhere =
        Peers.passedOn(request)
            ? Stream.empty()
            : peers.others().stream()
                .map(peer -> peers.ask(peer, request.getRequestURI(), Invitations.class))
                .flatMap(answer -> answer.invitations().stream());
    return new Invitations(
        id,
        Stream.concat(reads.invitations(id).stream().map(View::of), elsewhere)
            .sorted(Comparator.comparing(View::invitedAt))
            .toList());
  }

  @Operation(
      summary = "Accepts an invitation",
      responses = {
        @ApiResponse(
            responseCode = "200",
            description = "It is accepted, now or before; submitBy tells the deadline.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = View.class))),
        @ApiResponse(
            responseCode = "202",
            description = "The verdict takes more than 2 s.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = View.class))),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "404", ref = "Problem"),
        @ApiResponse(responseCode = "409", ref = "Problem"),
        @ApiResponse(responseCode = "503", ref = "Problem")
      })
  @PostMapping("/api/v1/candidates/{candidateId}/invitations/{invitationId}/accept")
  ResponseEntity<?> accept(
      @Described.CandidateId @PathVariable String candidateId,
      @Described.InvitationId @PathVariable String invitationId,
      HttpServletRequest request) {
    return answer(
        candidateId,
        invitationId,
        request,
        (id, invitation) ->
            new InvitationAccepted(
                EventIds.of("InvitationAccepted", invitation.id()),
                now(),
                invitation.pool(),
                invitation.id(),
                invitation.profileId(),
                id),
        InvitationsController::againstAcceptance);
  }

  @Operation(
      summary = "Declines an invitation",
      responses = {
        @ApiResponse(
            responseCode = "200",
            description =
                "It is declined, now or before; the candidate is in all their pools again.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = View.class))),
        @ApiResponse(
            responseCode = "202",
            description = "The verdict takes more than 2 s.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = View.class))),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "404", ref = "Problem"),
        @ApiResponse(responseCode = "409", ref = "Problem"),
        @ApiResponse(responseCode = "503", ref = "Problem")
      })
  @PostMapping("/api/v1/candidates/{candidateId}/invitations/{invitationId}/decline")
  ResponseEntity<?> decline(
      @Described.CandidateId @PathVariable String candidateId,
      @Described.InvitationId @PathVariable String invitationId,
      HttpServletRequest request) {
    return answer(
        candidateId,
        invitationId,
        request,
        (id, invitation) ->
            new InvitationDeclined(
                EventIds.of("InvitationDeclined", invitation.id()),
                now(),
                invitation.pool(),
                invitation.id(),
                invitation.profileId(),
                id),
        InvitationsController::againstDecline);
  }

  /** Why an invitation that has left INVITED did not take this answer; empty if it did. */
  private interface Verdict {
    Optional<Fault> against(Invitation invitation);
  }

  private ResponseEntity<?> answer(
      String candidateId,
      String invitationId,
      HttpServletRequest request,
      BiFunction<UUID, Invitation, ResponsesEvent> event,
      Verdict verdict) {
    List<Fault> faults = new ArrayList<>();
    UUID candidate = Parameters.uuid("candidateId", candidateId, faults);
    UUID id = Parameters.uuid("invitationId", invitationId, faults);
    Parameters.check(faults);
    Optional<Invitation> known = reads.invitation(candidate, id);
    if (known.isEmpty()) {
      return elsewhere(request)
          .orElseThrow(
              () ->
                  new Problem(
                      HttpStatus.NOT_FOUND,
                      "UNKNOWN_INVITATION",
                      "Candidate %s has no invitation %s.".formatted(candidate, id)));
    }
    if (known.get().state() instanceof Invited) {
      publishing.publish(event.apply(candidate, known.get()));
    }
    Optional<Invitation> judged =
        Publishing.await(
            TIMEOUT,
            () -> reads.invitation(candidate, id).filter(i -> !(i.state() instanceof Invited)));
    if (judged.isEmpty() || !publishing.isSafe(TIMEOUT)) {
      return ResponseEntity.accepted().body(View.of(known.get()));
    }
    verdict
        .against(judged.get())
        .ifPresent(
            fault -> {
              throw new Problem(HttpStatus.CONFLICT, "Too late", List.of(fault));
            });
    return ResponseEntity.ok(View.of(judged.get()));
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
                  "ALREADY_ACCEPTED",
                  "The invitation was accepted before and can no longer be declined."));
      case Closed closed ->
          closed.cause() == ClosedCause.DECLINED
              ? Optional.empty()
              : Optional.of(ended(closed, "declined"));
    };
  }

  private static Fault ended(Closed closed, String what) {
    return new Fault(
        "invitationId",
        "INVITATION_ENDED",
        "The invitation ended at %s (%s) and can no longer be %s."
            .formatted(
                closed.at(),
                closed.reason() == null ? closed.cause() : closed.cause() + ": " + closed.reason(),
                what));
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
