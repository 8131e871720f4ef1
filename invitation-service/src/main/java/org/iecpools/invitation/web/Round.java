package org.iecpools.invitation.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundRun;
import org.iecpools.kit.web.Described;
import org.jspecify.annotations.Nullable;

/**
 * A round that ran, with everything that is needed to repeat the draw. A field is null if the round
 * ran elsewhere and does not state it.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Round(
    @Schema(description = "The round.") UUID roundId,
    @Described.Pool String pool,
    @Schema(description = "When it ran, UTC.") Instant ranAt,
    @Schema(description = "The day in Toronto on which ages were judged.") LocalDate drawDate,
    @Schema(description = "0 for the draw; higher for its corrections.") int revision,
    @Schema(
            description = "Candidates invited, less those whose invitation was voided.",
            minimum = "0")
        int invited,
    @Schema(description = "Reason of the latest correction; absent without a correction.")
        @Nullable String correction,
    @Schema(description = "All invitations that corrections have voided; absent if there are none.")
        @Nullable List<UUID> voided,
    @Schema(description = "Invitations that the operator or the policy wanted.")
        @Nullable Integer size,
    @Schema(description = "How the size was computed, with warnings.") @Nullable String sizeReason,
    @Schema(description = "Candidates in the pool by the sums.") @Nullable Integer poolSize,
    @Schema(description = "Candidates who could be drawn.") @Nullable Integer drawable,
    @Schema(
            description =
                "Candidates who could be drawn whose identity was not checked: 0 if one document"
                    + " per candidate was enforced for everybody. Absent if the round does not"
                    + " state it.",
            minimum = "0")
        @Nullable Integer uncheckedIdentities,
    @Schema(
            description =
                "Number of this decision in the season and country, shared with verdicts.")
        @Nullable Long seq,
    @Schema(description = "The seed, 32 bytes in hexadecimal.") @Nullable String seed,
    @Schema(description = "The highest ticket that was invited, 32 bytes in hexadecimal.")
        @Nullable String cutOff,
    @Schema(
            description =
                "Merkle tree hash (RFC 9162) over the drawable profiles, or over their pseudonyms"
                    + " if there is a beacon, 32 bytes in hexadecimal.")
        @Nullable String merkleRoot,
    @Schema(description = "The public randomness; absent if the seed alone decided.")
        Proof.@Nullable BeaconView beacon,
    @Schema(description = "Positions in the log up to which the draw had read.")
        List<LogPosition> positions) {

  static Round of(RoundRun run) {
    return new Round(
        run.getRoundId(),
        PoolIds.text(run.getPool()),
        run.getOccurredAt(),
        run.getDrawDate(),
        run.getRevision(),
        run.getInvited(),
        run.getCorrection(),
        run.getVoided().isEmpty() ? null : run.getVoided(),
        run.getSize(),
        run.getSizeReason(),
        run.getPoolSize(),
        run.getDrawable(),
        run.getUncheckedIdentities(),
        run.getSeq(),
        Hex.of(run.getSeed()),
        Hex.of(run.getCutOff()),
        Hex.of(run.getMerkleRoot()),
        Proof.BeaconView.of(run),
        run.getPositions().stream().map(LogPosition::of).toList());
  }
}
