package org.iecpools.invitation.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.events.CorrectRound;
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
import org.iecpools.kit.stream.Attribution;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.Peers;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.kit.web.TimeBudget;
import org.iecpools.kit.web.Value;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Takes orders to correct rounds that ran. */
@RestController
final class CorrectionsController implements CorrectionsApi {

  private final Orders orders;
  private final Peers peers;
  private final RoundLog log;
  private final ServiceClock clock;

  CorrectionsController(Orders orders, Peers peers, RoundLog log, ServiceClock clock) {
    this.orders = orders;
    this.peers = peers;
    this.log = log;
    this.clock = clock;
  }

  @Override
  public ResponseEntity<?> correct(
      String season,
      String country,
      String roundId,
      JsonNode body,
      @Nullable String key,
      @Nullable Principal caller,
      HttpServletRequest request) {
    TimeBudget budget = TimeBudget.of(Orders.TIMEOUT);
    RoundPath path = RoundPath.read(season, country, roundId, new Faults());
    RoundRun run = path.find(log);
    if (run.getSeq() == null) {
      throw Problems.runElsewhere(path.roundId());
    }
    String fingerprint = IdempotencyKeys.fingerprint("correction of " + path.roundId(), body);
    CorrectRound order = read(run, body, key, fingerprint);
    Optional<ResponseEntity<byte[]>> elsewhere =
        peers.answerOfOwner(
            request, body.toString().getBytes(UTF_8), InvitationReads.BY_COUNTRY, path.country());
    if (elsewhere.isPresent()) {
      return elsewhere.get();
    }
    boolean repeat = orders.publish(order, fingerprint, Attribution.of(caller, Optional.empty()));
    return orders
        .await(path.country(), order.getCommandId(), budget)
        .map(outcome -> answer(path.country(), order, outcome, repeat))
        .orElseGet(
            () -> ResponseEntity.accepted().body(CorrectionResult.pending(order.getCommandId())));
  }

  /**
   * Reads an order to correct a round.
   *
   * @throws Problem 422 with all faults
   */
  private CorrectRound read(RoundRun run, JsonNode body, @Nullable String key, String fingerprint) {
    Faults faults = new Faults();
    RequestReader in = RequestReader.body(body, faults);
    Optional<String> reason = in.required("reason").text(Attribution.MAX_REASON);
    List<UUID> invitations = in.optional("invitations").nonEmptyList(Value::uuid);
    Optional<Integer> size = in.optional("size").integer(0, Integer.MAX_VALUE);
    if (in.has("invitations") == in.has("size")) {
      in.fault(
          "",
          FaultCode.NOT_ONE_OF_TWO,
          "Either invitations must list the invitations to void, or size must state how many the"
              + " round should have invited.");
    }
    Optional<UUID> commandId = IdempotencyKeys.idOfOrder(in, key, faults);
    in.end();
    faults.throwIfAny(HttpStatus.UNPROCESSABLE_CONTENT, Problems.NO_CORRECTION);
    CorrectRound.Builder order =
        CorrectRound.newBuilder()
            .setCommandId(commandId.orElseGet(UUID::randomUUID))
            .setOccurredAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
            .setPool(run.getPool())
            .setRoundId(run.getRoundId())
            .setReason(reason.orElseThrow())
            .setInvitations(invitations)
            .setFingerprint(fingerprint);
    size.ifPresent(order::setSize);
    return order.build();
  }

  private ResponseEntity<CorrectionResult> answer(
      String country, CorrectRound order, OrderOutcome outcome, boolean repeat) {
    return switch (outcome.pools().getFirst()) {
      case Corrected corrected ->
          Orders.answer(repeat, country, corrected.roundId())
              .body(
                  CorrectionResult.decided(
                      outcome.id(),
                      log.run(corrected.roundId()).map(Round::of).orElseThrow(),
                      corrected));
      case NotCorrected(_, _, List<ReasonAgainst> reasons) -> throw refused(order, reasons);
      case Ran _, NotRun _ -> throw Problems.commandIdUsed(outcome.id());
    };
  }

  private static Problem refused(CorrectRound order, List<ReasonAgainst> reasons) {
    String field = order.getSize() == null ? "/invitations" : "/size";
    return Problems.noCorrection(Reasons.faults(field, reasons));
  }
}
