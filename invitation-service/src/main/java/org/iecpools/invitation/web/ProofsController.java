package org.iecpools.invitation.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.events.RoundRun;
import org.iecpools.invitation.domain.DrawnProfiles.Inclusion;
import org.iecpools.invitation.domain.RunTickets;
import org.iecpools.invitation.stream.InvitationReads;
import org.iecpools.invitation.stream.RoundLog;
import org.iecpools.invitation.web.Proof.CandidateInDraw;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.Peers;
import org.iecpools.kit.web.RequestReader;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves the proof of a draw, and of a profile's part in it without revealing any other profile.
 */
@RestController
final class ProofsController implements ProofsApi {

  private static final byte[] NO_BODY = {};

  private final RoundLog log;
  private final InvitationReads reads;
  private final Peers peers;

  ProofsController(RoundLog log, InvitationReads reads, Peers peers) {
    this.log = log;
    this.reads = reads;
    this.peers = peers;
  }

  @Override
  public ResponseEntity<?> proof(
      String season, String country, String roundId, HttpServletRequest request) {
    Faults faults = new Faults();
    RequestReader query = RequestReader.parameters(request, faults);
    Optional<UUID> profile = query.optional("profileId").uuid();
    query.end();
    RoundPath path = RoundPath.read(season, country, roundId, faults);
    RoundRun run = path.find(log);
    Proof proof =
        Proof.of(run, log.announcements(path.roundId()), log.corrections(path.roundId()))
            .orElseThrow(() -> Problems.noProof(path.roundId()));
    return profile.isPresent()
        ? proofOf(profile.get(), path, run, proof, request)
        : ResponseEntity.ok(proof);
  }

  /**
   * Only the owner of the country can answer for a profile, because it stores who could be drawn.
   */
  private ResponseEntity<?> proofOf(
      UUID profile, RoundPath path, RoundRun run, Proof proof, HttpServletRequest request) {
    Optional<ResponseEntity<byte[]>> elsewhere =
        peers.answerOfOwner(request, NO_BODY, InvitationReads.BY_COUNTRY, path.country());
    if (elsewhere.isPresent()) {
      return elsewhere.get();
    }
    byte[] drawn =
        reads
            .drawn(path.country(), path.roundId())
            .orElseThrow(() -> Problems.noProof(path.roundId()));
    Inclusion inclusion =
        reads
            .inclusion(path.country(), path.roundId(), drawn, RunTickets.of(run).listed(profile))
            .orElseThrow(() -> Problems.notDrawable(profile, path.roundId()));
    return ResponseEntity.ok(
        proof.with(CandidateInDraw.of(profile, run, proof.corrections(), inclusion)));
  }
}
