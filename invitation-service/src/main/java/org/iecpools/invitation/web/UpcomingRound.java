package org.iecpools.invitation.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundScheduled;
import org.jspecify.annotations.Nullable;

/** An announced round that has not run. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record UpcomingRound(
    @Schema(description = "The round.") UUID roundId,
    @Schema(
            description = "The pool, as season/country/category[/stream].",
            example = "2026/IE/WORKING_HOLIDAY")
        String pool,
    @Schema(description = "When it is to run, UTC.") Instant runsAt,
    @Schema(description = "Invitations, if an operator has stated them.", minimum = "0")
        @Nullable Integer size,
    @Schema(
            description =
                "SHA-256 commitment to the secret seed, 32 bytes in hexadecimal; absent if the"
                    + " announcement has none.")
        @Nullable String commitment,
    @Schema(description = "0 for the first announcement; higher if it was announced again.")
        int revision,
    @Schema(description = "Why it was announced again.") @Nullable String reason,
    @Schema(description = "Cap of the policy; absent if there is none.", minimum = "0")
        @Nullable Integer cap,
    @Schema(
            description =
                "Yield that the policy expects, above 0 and at most 1; absent if an operator has"
                    + " stated the size.")
        @Nullable Double yield) {

  static UpcomingRound of(RoundScheduled round) {
    return new UpcomingRound(
        round.getRoundId(),
        PoolIds.text(round.getPool()),
        round.getRunsAt(),
        round.getSize(),
        Hex.of(round.getCommitment()),
        round.getRevision(),
        round.getReason(),
        round.getRoundCap(),
        round.getExpectedYield());
  }
}
