package org.iecpools.invitation.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.events.CorrectRound;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundRun;
import org.iecpools.invitation.domain.OrderOutcome;
import org.iecpools.invitation.domain.OrderOutcome.Corrected;
import org.iecpools.invitation.domain.OrderOutcome.NotCorrected;
import org.iecpools.invitation.domain.OrderOutcome.NotRun;
import org.iecpools.invitation.domain.OrderOutcome.Ran;
import org.iecpools.invitation.domain.ReasonAgainst;
import org.iecpools.invitation.stream.InvitationReads;
import org.iecpools.invitation.stream.RoundLog;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.web.Described;
import org.iecpools.kit.web.Fault;
import org.iecpools.kit.web.Peers;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.Unavailable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Takes orders of operators to correct rounds that ran. */
@RestController
final class CorrectionsController {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String NO_CORRECTION = "No correction";

  private final Publishing publishing;
  private final InvitationReads reads;
  private final Peers peers;
  private final RoundLog log;
  private final IdempotencyKeys keys;
  private final ServiceClock clock;

  CorrectionsController(
      Publishing publishing,
      InvitationReads reads,
      Peers peers,
      RoundLog log,
      IdempotencyKeys keys,
      ServiceClock clock) {
    this.publishing = publishing;
    this.reads = reads;
    this.peers = peers;
    this.log = log;
    this.keys = keys;
    this.clock = clock;
  }

  /** Result of an order to correct a round. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "CorrectionOutcome")
  record Outcome(
      @Schema(description = "The order.") UUID commandId,
      @Schema(
              description = "DECIDED, or PENDING while it is not.",
              allowableValues = {"DECIDED", "PENDING"})
          String status,
      @Schema(description = "The round as it stands corrected; absent with PENDING.")
          RoundsController.Round round,
      @Schema(description = "Invitations that this order has voided, the lowest ticket first.")
          List<UUID> voided,
      @Schema(description = "Invitations above the size that could not be voided.")
          List<Kept> kept) {}

  /** An invitation that could not be voided. */
  @Schema(name = "KeptInvitation")
  record Kept(
      @Schema(description = "The invitation.") UUID invitationId,
      @Schema(description = "Stable, for programs.", example = "APPLICATION_IN_PROGRESS")
          String code,
      @Schema(description = "A sentence for people.") String detail) {
    static Kept of(OrderOutcome.Kept kept) {
      return new Kept(kept.invitationId(), kept.why().code(), Form.sentence(kept.why().detail()));
    }
  }

  /**
   * Corrects a round: voids some of its invitations and invites nobody. Requests with the same
   * command id, in the body or as the Idempotency-Key, are carried out once.
   */
  @Operation(
      summary = "Corrects a round that ran: voids some of its invitations",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = CorrectionBody.class),
                      examples =
                          @ExampleObject(
                              """
                              {
                                "reason": "The round was ordered with 1,000 in place of 100.",
                                "size": 100,
                                "commandId": "5b1f0b64-2f0e-4a39-a1a6-3f2f5b0c7d21"
                              }
                              """))),
      responses = {
        @ApiResponse(
            responseCode = "200",
            description = "It was corrected by the same request before: the first outcome.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = Outcome.class))),
        @ApiResponse(
            responseCode = "201",
            description = "It is corrected.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = Outcome.class))),
        @ApiResponse(
            responseCode = "202",
            description = "The decision takes more than 5 s.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = Outcome.class))),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "404", ref = "Problem"),
        @ApiResponse(responseCode = "409", ref = "Problem"),
        @ApiResponse(responseCode = "422", ref = "Problem"),
        @ApiResponse(responseCode = "503", ref = "Problem")
      })
  @PostMapping("/api/v1/rounds/{season}/{country}/{roundId}/corrections")
  ResponseEntity<?> correct(
      @Described.Season @PathVariable("season") String year,
      @Described.Country @PathVariable("country") String code,
      @Described.RoundId @PathVariable String roundId,
      @Parameter(hidden = true) @RequestBody JsonNode body,
      @Parameter(
              description =
                  "Client-chosen idempotency key, in place of commandId. A repeat of the request"
                      + " returns the first outcome; another request with the key is refused.",
              example = "correction-2026-02-02")
          @RequestHeader(name = "Idempotency-Key", required = false)
          String key,
      HttpServletRequest request) {
    List<Fault> faults = new ArrayList<>();
    String country =
        PoolIds.country(Parameters.season(year, faults), Parameters.country(code, faults));
    UUID id = Parameters.uuid("roundId", roundId, faults);
    Parameters.check(faults);
    RoundRun run =
        log.run(id)
            .filter(ran -> PoolIds.country(ran.getPool()).equals(country))
            .orElseThrow(() -> RoundsController.unknown(id, country));
    if (run.getSeq() == null) {
      throw new Problem(
          HttpStatus.CONFLICT,
          "RUN_ELSEWHERE",
          "Round %s was run elsewhere, and its invitations are not known here.".formatted(id));
    }
    String fingerprint = IdempotencyKeys.fingerprint("correction of " + id, body);
    CorrectRound command = command(run, body, key, fingerprint);
    Optional<ResponseEntity<byte[]>> elsewhere =
        peers.answerOfOwner(
            request, body.toString().getBytes(UTF_8), InvitationReads.BY_COUNTRY, country);
    if (elsewhere.isPresent()) {
      return elsewhere.get();
    }
    boolean repeat =
        keys.publishOnce(command.getCommandId(), fingerprint, () -> publishing.publish(command));
    return Publishing.await(TIMEOUT, () -> outcome(country, command.getCommandId()))
        .map(decision -> answer(country, command, decision, repeat))
        .orElseGet(
            () ->
                ResponseEntity.accepted()
                    .body(
                        new Outcome(
                            command.getCommandId(), "PENDING", null, List.of(), List.of())));
  }

  private CorrectRound command(RoundRun run, JsonNode body, String key, String fingerprint) {
    Form form = Form.of(body);
    String reason = form.text("reason", true);
    if (reason != null && reason.isEmpty()) {
      form.fault("reason", "EMPTY", "reason must say why, in a sentence.");
    }
    List<UUID> invitations = form.ids("invitations");
    Integer size = form.integer("size", false, 0, Integer.MAX_VALUE);
    if (form.has("invitations") == form.has("size")) {
      form.fault(
          "",
          "NOT_ONE_OF_TWO",
          "Either invitations must name those to void, or size say how many should have been"
              + " invited.");
    }
    UUID commandId = IdempotencyKeys.idOfOrder(form, key).orElseGet(UUID::randomUUID);
    form.done();
    form.check(NO_CORRECTION);
    return CorrectRound.newBuilder()
        .setCommandId(commandId)
        .setOccurredAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
        .setPool(run.getPool())
        .setRoundId(run.getRoundId())
        .setReason(reason)
        .setInvitations(invitations)
        .setSize(size)
        .setFingerprint(fingerprint)
        .build();
  }

  /** The decision, once the corrected round can be read from the log. */
  private Optional<OrderOutcome> outcome(String country, UUID commandId) {
    try {
      return reads
          .decision(country, commandId)
          .filter(decision -> decision.pools().stream().allMatch(this::isOnTheLog));
    } catch (Unavailable _) {
      return Optional.empty(); // the order is on the log: a repeat will find its result
    }
  }

  private boolean isOnTheLog(OrderOutcome.PoolDecision decision) {
    return switch (decision) {
      case Corrected corrected ->
          log.run(corrected.roundId())
              .filter(run -> run.getRevision() >= corrected.revision())
              .isPresent();
      case NotCorrected _, Ran _, NotRun _ -> true;
    };
  }

  private ResponseEntity<Outcome> answer(
      String country, CorrectRound order, OrderOutcome decision, boolean repeat) {
    return switch (decision.pools().getFirst()) {
      case Corrected corrected ->
          RoundsController.done(
                  repeat, "/api/v1/rounds/%s/%s".formatted(country, corrected.roundId()))
              .body(
                  new Outcome(
                      decision.id(),
                      "DECIDED",
                      log.run(corrected.roundId()).map(RoundsController.Round::of).orElseThrow(),
                      corrected.voided(),
                      corrected.kept().stream().map(Kept::of).toList()));
      case NotCorrected(_, _, List<ReasonAgainst> reasons) ->
          throw new Problem(
              HttpStatus.CONFLICT,
              NO_CORRECTION,
              reasons.stream()
                  .map(
                      reason ->
                          new Fault(
                              order.getSize() == null ? "/invitations" : "/size",
                              reason.code(),
                              Form.sentence(reason.detail())))
                  .toList());
      case Ran _, NotRun _ -> throw RoundsController.used(decision.id());
    };
  }
}
