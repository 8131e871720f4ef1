package org.iecpools.invitation.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.iecpools.domain.SizeRule;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.invitation.domain.BeaconChoice;
import org.iecpools.invitation.domain.Commitment;
import org.iecpools.invitation.domain.Draw;
import org.iecpools.invitation.domain.DrawnProfiles.Inclusion;
import org.iecpools.invitation.domain.RunTickets;
import org.iecpools.kit.web.Described;
import org.jspecify.annotations.Nullable;

/** A round that ran, with what was announced before it and what it revealed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Proof(
    @Schema(description = "The round.") UUID roundId,
    @Described.Pool String pool,
    @Schema(description = "What was announced before the draw.") CommitmentView commitment,
    @Schema(description = "The rule that sized the round; part of the commitment.")
        SizeRuleView rule,
    @Schema(description = "The revealed seed, 32 bytes in hexadecimal.") String seed,
    @Schema(description = "The public randomness; absent if the seed alone decided.")
        @Nullable BeaconView beacon,
    @Schema(description = "Invitations that the rule gave.", minimum = "0") int size,
    @Schema(
            description = "Candidates invited by the draw, including those voided since.",
            minimum = "0")
        int invited,
    @Schema(
            description = "Candidates who could be drawn: the number of leaves of the tree.",
            minimum = "0")
        int drawable,
    @Schema(description = "Candidates in the pool by the sums.") int poolSize,
    @Schema(
            description =
                "The highest ticket that was invited, 32 bytes in hexadecimal; absent if nobody was"
                    + " invited.")
        @Nullable String cutOff,
    @Schema(
            description =
                "Merkle tree hash (RFC 9162) over the drawable profiles, or over their pseudonyms"
                    + " if there is a beacon, 32 bytes in hexadecimal.")
        String merkleRoot,
    @Schema(
            description =
                "Number of this decision in the season and country, shared with verdicts.")
        long seq,
    @Schema(description = "The day in Toronto on which ages were judged.") LocalDate drawDate,
    @Schema(description = "When the round ran, UTC.") Instant ranAt,
    @Schema(
            description =
                "Positions in the log up to which the draw had read. That of iec.rounds is not"
                    + " before the commitment.")
        List<LogPosition> positions,
    @Schema(description = "Id of the Kafka cluster of the positions.") String log,
    @Schema(description = "Corrections of the round, the first one first.")
        List<Correction> corrections,
    @Schema(description = "The profile of the request.") @Nullable CandidateInDraw candidate) {

  /**
   * Proves a round by its announcements.
   *
   * @param run the draw, or its latest correction
   * @param announcements all announcements of the round, in the order of their revisions
   * @param corrections corrections of the round, oldest first
   * @return empty if the round reveals no seed, or if no announcement committed to that seed
   */
  static Optional<Proof> of(
      RoundRun run, List<RoundScheduled> announcements, List<RoundRun> corrections) {
    if (run.getSeed() == null || run.getMerkleRoot() == null || run.getSeq() == null) {
      return Optional.empty();
    }
    // Another party that announces a round under our id does not know the seed and can only copy.
    return announcements.stream()
        .filter(announcement -> isRevealedBy(run, announcement))
        .findFirst()
        .map(announcement -> of(run, announcement, announcements, corrections));
  }

  private static Proof of(
      RoundRun run,
      RoundScheduled announcement,
      List<RoundScheduled> announcements,
      List<RoundRun> corrections) {
    return new Proof(
        run.getRoundId(),
        PoolIds.text(run.getPool()),
        CommitmentView.of(announcement, announcements),
        SizeRuleView.of(rule(announcement).orElseThrow()),
        Hex.of(Hex.bytes(run.getSeed())),
        BeaconView.of(run),
        run.getSize(),
        run.getInvited() + run.getVoided().size(),
        run.getDrawable(),
        run.getPoolSize(),
        Hex.of(run.getCutOff()),
        Hex.of(Hex.bytes(run.getMerkleRoot())),
        run.getSeq(),
        run.getDrawDate(),
        run.getOccurredAt(),
        run.getPositions().stream().map(LogPosition::of).toList(),
        run.getLog(),
        Correction.of(corrections),
        null);
  }

  private static boolean isRevealedBy(RoundRun run, RoundScheduled announcement) {
    return announcement.getCommitment() != null
        && rule(announcement)
            .map(
                rule ->
                    Commitment.of(
                        run.getRoundId(), rule, beacon(announcement), Hex.bytes(run.getSeed())))
            .filter(
                commitment -> Arrays.equals(commitment, Hex.bytes(announcement.getCommitment())))
            .isPresent();
  }

  private static @Nullable BeaconChoice beacon(RoundScheduled announcement) {
    return announcement.getBeacon() == null ? null : BeaconChoice.of(announcement.getBeacon());
  }

  private static Optional<SizeRule> rule(RoundScheduled announcement) {
    if (announcement.getSize() != null) {
      return Optional.of(new SizeRule.Operator(announcement.getSize()));
    }
    return Optional.ofNullable(announcement.getExpectedYield())
        .map(yield -> new SizeRule.Policy(announcement.getRoundCap(), yield));
  }

  /** The same proof with one profile's part in the draw. */
  Proof with(CandidateInDraw one) {
    return new Proof(
        roundId,
        pool,
        commitment,
        rule,
        seed,
        beacon,
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

  /** A correction of the round: the invitations that it voided, and the reason. */
  record Correction(
      @Schema(description = "1 for the first correction.", minimum = "1") int revision,
      @Schema(description = "The reason, in a sentence.") String reason,
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
  record CommitmentView(
      @Schema(description = "SHA-256 commitment, 32 bytes in hexadecimal.") String value,
      @Schema(description = "0 for the first announcement; higher if it was announced again.")
          int revision,
      @Schema(description = "When it was announced, UTC.") Instant scheduledAt,
      @Schema(description = "Why it was announced again.") @Nullable String reason,
      @Schema(
              description =
                  "Why an operator has ordered the round although the pool's final round was over;"
                      + " absent for every other round.")
          @Nullable String afterFinalRound,
      @Schema(description = "Earlier announcements of the round.")
          List<EarlierCommitment> earlier) {

    private static CommitmentView of(
        RoundScheduled announcement, List<RoundScheduled> announcements) {
      return new CommitmentView(
          Hex.of(Hex.bytes(announcement.getCommitment())),
          announcement.getRevision(),
          announcement.getOccurredAt(),
          announcement.getReason(),
          announcement.getAfterFinalRound(),
          announcements.stream()
              .filter(other -> other.getRevision() < announcement.getRevision())
              .map(EarlierCommitment::of)
              .toList());
    }
  }

  /** An announcement that was replaced. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record EarlierCommitment(
      @Schema(
              description =
                  "SHA-256 commitment, 32 bytes in hexadecimal; absent if the announcement had"
                      + " none.")
          @Nullable String value,
      @Schema(description = "0 for the first announcement.") int revision,
      @Schema(description = "When it was announced, UTC.") Instant scheduledAt,
      @Schema(description = "Why it was announced again.") @Nullable String reason) {

    private static EarlierCommitment of(RoundScheduled announcement) {
      return new EarlierCommitment(
          Hex.of(announcement.getCommitment()),
          announcement.getRevision(),
          announcement.getOccurredAt(),
          announcement.getReason());
    }
  }

  /** The rule that sized the round. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "SizeRule")
  record SizeRuleView(
      @Schema(description = "Who sized the round.") Kind kind,
      @Schema(description = "Size stated by the operator.", minimum = "0") @Nullable Integer size,
      @Schema(description = "Cap of the policy; absent if there is none.", minimum = "0")
          @Nullable Integer cap,
      @Schema(description = "Yield that the policy expects, above 0 and at most 1.")
          @Nullable Double yield) {

    /** The kinds of size rules. */
    enum Kind {
      POLICY,
      OPERATOR
    }

    private static SizeRuleView of(SizeRule rule) {
      return switch (rule) {
        case SizeRule.Policy(Integer cap, double yield) ->
            new SizeRuleView(Kind.POLICY, null, cap, yield);
        case SizeRule.Operator(int size) -> new SizeRuleView(Kind.OPERATOR, size, null, null);
      };
    }
  }

  /** The round of a beacon that decided the draw. */
  @Schema(name = "Beacon")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record BeaconView(
      @Schema(description = "The chain, by its chain hash, 32 bytes in hexadecimal.") String chain,
      @Schema(description = "Number of the beacon's round.", minimum = "1") long round,
      @Schema(description = "When its value appeared, UTC.") Instant at,
      @Schema(description = "The value, in hexadecimal: 32 bytes, or 64 with a pulse.")
          String value,
      @Schema(
              description =
                  "The chain's signature of the number, 48 bytes in hexadecimal, or of the pulse,"
                      + " 512 bytes.")
          String signature,
      @Schema(description = "The pulse that was signed, in hexadecimal; absent if the number was.")
          @Nullable String pulse) {

    static @Nullable BeaconView of(RoundRun run) {
      if (run.getBeacon() == null) {
        return null;
      }
      BeaconChoice choice = BeaconChoice.of(run.getBeacon());
      return new BeaconView(
          choice.chain(),
          choice.number(),
          choice.at(),
          Hex.of(Hex.bytes(run.getBeaconValue())),
          Hex.of(Hex.bytes(run.getBeaconSignature())),
          run.getBeaconPulse() == null ? null : Hex.of(Hex.bytes(run.getBeaconPulse())));
    }
  }

  /** One profile in the draw. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record CandidateInDraw(
      @Schema(description = "The profile.") UUID profileId,
      @Schema(
              description =
                  "Its name in the list of this round, 16 bytes in hexadecimal; absent if there is"
                      + " no beacon.")
          @Nullable String pseudonym,
      @Schema(description = "Its ticket, 32 bytes in hexadecimal.") String ticket,
      @Schema(description = "Whether it was invited: its ticket is not above the cut-off.")
          boolean invited,
      @Schema(description = "The invitation; absent if the profile was not invited.")
          @Nullable UUID invitationId,
      @Schema(description = "Why a correction voided the invitation; absent if none did.")
          @Nullable String voidedBecause,
      @Schema(description = "Index of its leaf, from 0.", minimum = "0") int index,
      @Schema(
              description =
                  "Inclusion path (RFC 9162) from the leaf upwards, each 32 bytes in hexadecimal.")
          List<String> path) {

    /**
     * The part of a profile in a draw.
     *
     * @param run the round, which reveals its seed
     */
    static CandidateInDraw of(
        UUID profileId, RoundRun run, List<Correction> corrections, Inclusion inclusion) {
      UUID roundId = run.getRoundId();
      RunTickets tickets = RunTickets.of(run);
      byte[] ticket = tickets.of(profileId);
      boolean invited =
          run.getCutOff() != null
              && Arrays.compareUnsigned(ticket, Hex.bytes(run.getCutOff())) <= 0;
      UUID invitationId = invited ? Draw.invitationId(roundId, profileId) : null;
      String voidedBecause =
          corrections.stream()
              .filter(
                  correction ->
                      correction.voided().stream()
                          .anyMatch(voided -> Objects.equals(voided, invitationId)))
              .map(Correction::reason)
              .findFirst()
              .orElse(null);
      return new CandidateInDraw(
          profileId,
          run.getBeacon() == null ? null : tickets.listed(profileId).toString().replace("-", ""),
          Hex.of(ticket),
          invited,
          invitationId,
          voidedBecause,
          inclusion.index(),
          inclusion.path().stream().map(Hex::of).toList());
    }
  }
}
