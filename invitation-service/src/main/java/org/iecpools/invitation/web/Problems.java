package org.iecpools.invitation.web;

import java.util.List;
import java.util.UUID;
import org.iecpools.events.RoundCancelled;
import org.iecpools.kit.web.Fault;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.Problem;
import org.springframework.http.HttpStatus;

/** The problems that several requests of this service are answered with. */
final class Problems {

  /** Title if no round runs. */
  static final String NO_ROUND = "No round";

  /** Title if no round is corrected. */
  static final String NO_CORRECTION = "No correction";

  /** Title if nothing is announced. */
  static final String NOT_ANNOUNCED = "Not announced";

  /** Title if nothing is withdrawn. */
  static final String NOT_WITHDRAWN = "Not withdrawn";

  private Problems() {}

  /**
   * Rejects a request whose path or query has faults.
   *
   * @throws Problem 400 with all faults, if there are any
   */
  static void throwBadRequest(Faults faults) {
    faults.throwIfAny(HttpStatus.BAD_REQUEST, "Bad request");
  }

  // ---- rounds

  static Problem unknownRound(UUID roundId, String country) {
    return new Problem(
        HttpStatus.NOT_FOUND,
        FaultCode.UNKNOWN_ROUND,
        "No round %s of %s has run.".formatted(roundId, country));
  }

  static Problem runElsewhere(UUID roundId) {
    return new Problem(
        FaultCode.RUN_ELSEWHERE,
        "Round %s was run elsewhere, and its invitations are not known here.".formatted(roundId));
  }

  static Problem noProof(UUID roundId) {
    return new Problem(
        FaultCode.NO_PROOF,
        "Round %s has no proof: it was run elsewhere, or before rounds had commitments."
            .formatted(roundId));
  }

  static Problem notDrawn(UUID roundId) {
    return new Problem(
        FaultCode.NOT_DRAWN,
        "Round %s was announced, and has not been drawn yet; its bundle will exist then."
            .formatted(roundId));
  }

  static Problem notDrawn(RoundCancelled cancellation) {
    return new Problem(
        FaultCode.NOT_DRAWN,
        "Round %s was cancelled at %s, so it has no bundle: %s."
            .formatted(
                cancellation.getRoundId(), cancellation.getOccurredAt(), cancellation.getReason()));
  }

  /** The list would reveal who took part. */
  static Problem noBundle(UUID roundId) {
    return new Problem(
        FaultCode.NO_BUNDLE,
        "Round %s has no bundle: no beacon decided it, so its list consists of the ids of profiles, which are not published. Use the proof of one profile, or ./iec verify-round on the event log."
            .formatted(roundId));
  }

  static Problem notDrawable(UUID profileId, UUID roundId) {
    return new Problem(
        FaultCode.NOT_DRAWABLE,
        "Profile %s could not be drawn in round %s.".formatted(profileId, roundId));
  }

  // ---- orders

  /** Another request on the log has the key. */
  static Problem keyReused(UUID id) {
    return keyReused(HttpStatus.UNPROCESSABLE_CONTENT, id);
  }

  /** The country's task has decided another kind of order with this id. */
  static Problem commandIdUsed(UUID id) {
    return keyReused(HttpStatus.CONFLICT, id);
  }

  private static Problem keyReused(HttpStatus status, UUID id) {
    return new Problem(
        status,
        FaultCode.KEY_REUSED,
        "Another request was sent with this key (%s) before; use a new key for a new request."
            .formatted(id));
  }

  /** The country's task has refused every round of an order. */
  static Problem noRound(List<Fault> reasons) {
    return new Problem(HttpStatus.CONFLICT, NO_ROUND, reasons);
  }

  /** The country's task has refused a correction. */
  static Problem noCorrection(List<Fault> reasons) {
    return new Problem(HttpStatus.CONFLICT, NO_CORRECTION, reasons);
  }

  // ---- announcements

  static Problem unknownAnnouncement(UUID id) {
    return new Problem(
        FaultCode.UNKNOWN_ANNOUNCEMENT,
        "There is no announcement %s; GET /api/v1/announcements lists them.".formatted(id));
  }

  static Problem isAPublicationTime() {
    return new Problem(
        HttpStatus.UNPROCESSABLE_CONTENT,
        NOT_WITHDRAWN,
        List.of(
            new Fault(
                "/announcement",
                FaultCode.IS_A_PUBLICATION_TIME,
                "A time of publication cannot be withdrawn; set another one.")));
  }

  static Problem isAWithdrawal() {
    return new Problem(
        HttpStatus.UNPROCESSABLE_CONTENT,
        NOT_WITHDRAWN,
        List.of(
            new Fault(
                "/announcement",
                FaultCode.IS_A_WITHDRAWAL,
                "A withdrawal cannot be withdrawn; announce the season or quota again.")));
  }

  // ---- invitations

  static Problem unknownInvitation(UUID candidateId, UUID invitationId) {
    return new Problem(
        FaultCode.UNKNOWN_INVITATION,
        "Candidate %s has no invitation %s.".formatted(candidateId, invitationId));
  }

  static Problem tooLate(Fault reason) {
    return new Problem(HttpStatus.CONFLICT, "Too late", List.of(reason));
  }

  // ---- publishing

  static Problem notAcknowledged() {
    return new Problem(
        FaultCode.KAFKA_DOWN,
        "Kafka did not acknowledge the request in time. It may have been stored: repeat it soon,"
            + " with the same Idempotency-Key if it has one.");
  }

  static Problem firstRequestInProgress() {
    return new Problem(
        FaultCode.UNAVAILABLE,
        "The first request with this key is still in progress; try again soon.");
  }
}
