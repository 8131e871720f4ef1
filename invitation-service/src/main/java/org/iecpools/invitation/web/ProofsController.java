package org.iecpools.invitation.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.iecpools.domain.SizeRule;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.invitation.domain.Commitment;
import org.iecpools.invitation.domain.Draw;
import org.iecpools.invitation.domain.DrawnProfiles.Inclusion;
import org.iecpools.invitation.stream.InvitationReads;
import org.iecpools.invitation.stream.RoundLog;
import org.iecpools.kit.web.Described;
import org.iecpools.kit.web.Fault;
import org.iecpools.kit.web.Peers;
import org.iecpools.kit.web.Problem;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves the proof of a draw, and of a profile's part in it without revealing any other profile.
 */
@RestController
final class ProofsController {

  private static final byte[] NO_BODY = {};

  private final RoundLog log;
  private final InvitationReads reads;
  private final Peers peers;

  ProofsController(RoundLog log, InvitationReads reads, Peers peers) {
    this.log = log;
    this.reads = reads;
    this.peers = peers;
  }

  /** A round that ran, with what was announced before it and what it revealed. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Proof(
      @Schema(description = "The round.") UUID roundId,
      @Schema(
              description = "The pool, as season/country/category[/stream].",
              example = "2026/IE/WORKING_HOLIDAY")
          String pool,
      @Schema(description = "What was said before the draw.") Committed commitment,
      @Schema(description = "What sized the round; the commitment is bound to it.") Rule rule,
      @Schema(description = "The revealed seed, 32 bytes in hexadecimal.") String seed,
      @Schema(description = "Invitations asked for by the rule.", minimum = "0") int size,
      @Schema(
              description = "Candidates invited by the draw, those since voided included.",
              minimum = "0")
          int invited,
      @Schema(description = "Candidates that could be drawn: leaves of the tree.", minimum = "0")
          int drawable,
      @Schema(description = "Candidates in the pool by the sums.") int poolSize,
      @Schema(
              description =
                  "The highest ticket that was invited, 32 bytes in hexadecimal; absent when nobody"
                      + " was.")
          String cutOff,
      @Schema(
              description =
                  "Merkle tree hash (RFC 9162) over the drawable profiles, 32 bytes in hexadecimal.")
          String merkleRoot,
      @Schema(
              description =
                  "Number of this decision in the season and country, shared with verdicts.")
          long seq,
      @Schema(description = "The day in Toronto on which ages were judged.") LocalDate drawDate,
      @Schema(description = "When the draw was made, UTC.") Instant ranAt,
      @Schema(
              description =
                  "What the draw had read; the one of iec.rounds is not before the commitment's.")
          List<RoundsController.Round.Place> positions,
      @Schema(description = "The Kafka cluster that the positions are of, by its id.") String log,
      @Schema(description = "Corrections of the round, the first one first.")
          List<Correction> corrections,
      @Schema(description = "The profile asked for.") Included candidate) {

    Proof with(Included one) {
      return new Proof(
          roundId,
          pool,
          commitment,
          rule,
          seed,
          size,
          invited,
          drawable,
          poolSize,
          cutOff,
          merkleRoot,
          seq,
          drawDate,
          ranAt,
          positions,
          log,
          corrections,
          one);
    }
  }

  /** A correction of the round: the invitations that it voided, and the reason. */
  @Schema(name = "Correction")
  record Correction(
      @Schema(description = "1 for the first.", minimum = "1") int revision,
      @Schema(description = "Why, in a sentence.") String reason,
      @Schema(description = "Invitations that it has voided.") List<UUID> voided) {

    /** Lists for each revision the invitations that earlier revisions had not voided. */
    static List<Correction> of(List<RoundRun> revisions) {
      List<Correction> corrections = new ArrayList<>();
      Set<UUID> before = new HashSet<>();
      for (RoundRun revision : revisions) {
        corrections.add(
            new Correction(
                revision.getRevision(),
                revision.getCorrection(),
                revision.getVoided().stream().filter(before::add).toList()));
      }
      return List.copyOf(corrections);
    }
  }

  /** The commitment of the draw, and the earlier ones that it replaced. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "Commitment")
  record Committed(
      @Schema(description = "SHA-256 commitment, 32 bytes in hexadecimal.") String value,
      @Schema(description = "0 when first announced; higher where announced anew.") int revision,
      @Schema(description = "When it was announced, UTC.") Instant scheduledAt,
      @Schema(description = "Why it was announced anew.") String reason,
      @Schema(description = "Earlier announcements of the round.") List<Earlier> earlier) {}

  /** An announcement that was replaced. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "EarlierCommitment")
  record Earlier(
      @Schema(
              description =
                  "SHA-256 commitment, 32 bytes in hexadecimal; absent where it had none.")
          String value,
      @Schema(description = "0 when first announced.") int revision,
      @Schema(description = "When it was announced, UTC.") Instant scheduledAt,
      @Schema(description = "Why it was announced anew.") String reason) {
    static Earlier of(RoundScheduled said) {
      return new Earlier(
          Hex.of(said.getCommitment()), said.getRevision(), said.getOccurredAt(), said.getReason());
    }
  }

  /** The rule that sized the round. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "SizeRule")
  record Rule(
      @Schema(
              description = "Who sized it.",
              allowableValues = {"POLICY", "OPERATOR"})
          String kind,
      @Schema(description = "The operator's size.", minimum = "0") Integer size,
      @Schema(description = "The policy's cap; absent for none.", minimum = "0") Integer cap,
      @Schema(description = "The policy's expected yield, over 0 up to 1.") Double yield) {
    static Rule of(SizeRule rule) {
      return switch (rule) {
        case SizeRule.Policy(Integer cap, double yield) -> new Rule("POLICY", null, cap, yield);
        case SizeRule.Operator(int size) -> new Rule("OPERATOR", size, null, null);
      };
    }
  }

  /** One profile in the draw. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "CandidateInDraw")
  record Included(
      @Schema(description = "The profile.") UUID profileId,
      @Schema(description = "Its ticket, 32 bytes in hexadecimal.") String ticket,
      @Schema(description = "Whether it was invited: its ticket is not above the cut-off.")
          boolean invited,
      @Schema(description = "The invitation; absent without one.") UUID invitationId,
      @Schema(description = "Why a correction has voided the invitation; absent where none has.")
          String voidedBecause,
      @Schema(description = "Place among the leaves, from 0.", minimum = "0") int index,
      @Schema(
              description =
                  "Inclusion path (RFC 9162) from the leaf upwards, each 32 bytes in hexadecimal.")
          List<String> path) {
    static Included of(
        UUID profileId, RoundRun run, List<Correction> corrections, Inclusion inclusion) {
      UUID roundId = run.getRoundId();
      byte[] ticket = Draw.ticket(Hex.bytes(run.getSeed()), roundId, profileId);
      boolean invited =
          run.getCutOff() != null
              && Arrays.compareUnsigned(ticket, Hex.bytes(run.getCutOff())) <= 0;
      UUID invitationId = invited ? Draw.invitationId(roundId, profileId) : null;
      return new Included(
          profileId,
          Hex.of(ticket),
          invited,
          invitationId,
          corrections.stream()
              .filter(correction -> invited && correction.voided().contains(invitationId))
              .map(Correction::reason)
              .findFirst()
              .orElse(null),
          inclusion.index(),
          inclusion.path().stream().map(Hex::of).toList());
    }
  }

  /**
   * Only the owner of the country can answer for a profile, because it stores who could be drawn.
   */
  @Operation(
      summary = "What proves a draw; with a profile, that it was in it",
      responses = {
        @ApiResponse(
            responseCode = "200",
            description = "The proof.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = Proof.class))),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "404", ref = "Problem"),
        @ApiResponse(responseCode = "503", ref = "Problem")
      })
  @GetMapping("/api/v1/rounds/{season}/{country}/{roundId}/proof")
  ResponseEntity<?> proof(
      @Described.Season @PathVariable("season") String year,
      @Described.Country @PathVariable("country") String code,
      @Described.RoundId @PathVariable String roundId,
      @Parameter(
              description = "The profile to prove.",
              example = "6f0f4c1e-8a53-4f0f-9a86-3d2b7c5e1a90",
              schema = @Schema(type = "string", format = "uuid"))
          @RequestParam(required = false)
          String profileId,
      HttpServletRequest request) {
    List<Fault> faults = new ArrayList<>();
    String country =
        PoolIds.country(Parameters.season(year, faults), Parameters.country(code, faults));
    UUID id = Parameters.uuid("roundId", roundId, faults);
    UUID profile = profileId == null ? null : Parameters.uuid("profileId", profileId, faults);
    Parameters.check(faults);
    RoundRun run =
        log.run(id)
            .filter(ran -> PoolIds.country(ran.getPool()).equals(country))
            .orElseThrow(() -> RoundsController.unknown(id, country));
    Proof proof = proof(run).orElseThrow(() -> none(id));
    if (profile == null) {
      return ResponseEntity.ok(proof);
    }
    Optional<ResponseEntity<byte[]>> elsewhere =
        peers.answerOfOwner(request, NO_BODY, InvitationReads.BY_COUNTRY, country);
    if (elsewhere.isPresent()) {
      return elsewhere.get();
    }
    byte[] drawn = reads.drawn(country, id).orElseThrow(() -> none(id));
    Inclusion inclusion =
        reads
            .inclusion(country, id, drawn, profile)
            .orElseThrow(
                () ->
                    new Problem(
                        HttpStatus.NOT_FOUND,
                        "NOT_DRAWABLE",
                        "Profile %s could not be drawn in round %s.".formatted(profile, id)));
    return ResponseEntity.ok(proof.with(Included.of(profile, run, proof.corrections(), inclusion)));
  }

  private static Problem none(UUID roundId) {
    return new Problem(
        HttpStatus.NOT_FOUND,
        "NO_PROOF",
        ("Round %s has no proof: it was run elsewhere, or before rounds were committed to.")
            .formatted(roundId));
  }

  /** Empty if the round does not reveal what was committed to. */
  private Optional<Proof> proof(RoundRun run) {
    if (run.getSeed() == null || run.getMerkleRoot() == null || run.getSeq() == null) {
      return Optional.empty();
    }
    List<RoundScheduled> said = log.announcements(run.getRoundId());
    // Another party that announces a round under our id does not know the seed and can only copy.
    return said.stream()
        .filter(announcement -> isRevealedBy(run, announcement))
        .findFirst()
        .map(announcement -> proof(run, announcement, said));
  }

  private static boolean isRevealedBy(RoundRun run, RoundScheduled announcement) {
    return announcement.getCommitment() != null
        && rule(announcement)
            .map(rule -> Commitment.of(run.getRoundId(), rule, Hex.bytes(run.getSeed())))
            .filter(
                commitment -> Arrays.equals(commitment, Hex.bytes(announcement.getCommitment())))
            .isPresent();
  }

  private static Optional<SizeRule> rule(RoundScheduled announcement) {
    if (announcement.getSize() != null) {
      return Optional.of(new SizeRule.Operator(announcement.getSize()));
    }
    return Optional.ofNullable(announcement.getExpectedYield())
        .map(yield -> new SizeRule.Policy(announcement.getRoundCap(), yield));
  }

  private Proof proof(RoundRun run, RoundScheduled announcement, List<RoundScheduled> said) {
    return new Proof(
        run.getRoundId(),
        PoolIds.text(run.getPool()),
        new Committed(
            Hex.of(announcement.getCommitment()),
            announcement.getRevision(),
            announcement.getOccurredAt(),
            announcement.getReason(),
            said.stream()
                .filter(other -> other.getRevision() < announcement.getRevision())
                .map(Earlier::of)
                .toList()),
        Rule.of(rule(announcement).orElseThrow()),
        Hex.of(run.getSeed()),
        run.getSize(),
        run.getInvited() + run.getVoided().size(),
        run.getDrawable(),
        run.getPoolSize(),
        Hex.of(run.getCutOff()),
        Hex.of(run.getMerkleRoot()),
        run.getSeq(),
        run.getDrawDate(),
        run.getOccurredAt(),
        run.getPositions().stream().map(RoundsController.Round.Place::of).toList(),
        run.getLog(),
        Correction.of(log.corrections(run.getRoundId())),
        null);
  }
}
