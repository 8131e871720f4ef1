package org.iecpools.invitation.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.invitation.domain.BeaconChoice;
import org.iecpools.kit.web.Described;
import org.jspecify.annotations.Nullable;

/** An announced round that has not run. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record UpcomingRound(
    @Schema(description = "The round.") UUID roundId,
    @Described.Pool String pool,
    @Schema(description = "When it is to run, UTC; with a beacon, when its list is to be closed.")
        Instant runsAt,
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
        @Nullable Double yield,
    @Schema(description = "The public randomness of the draw; absent if the seed alone decides.")
        @Nullable NamedBeacon beacon,
    @Schema(
            description =
                "Why an operator has ordered it although the pool's final round is over; absent for"
                    + " every other round.")
        @Nullable String afterFinalRound,
    @Schema(
            description =
                "The closed list; absent until then. A draw whose list is closed waits for the"
                    + " value of the beacon only.")
        @Nullable ClosedList list) {

  /** A round of a beacon that was named before it existed. */
  @Schema(name = "NamedBeacon")
  record NamedBeacon(
      @Schema(description = "The chain, by its chain hash, 32 bytes in hexadecimal.") String chain,
      @Schema(description = "Number of the beacon's round.", minimum = "1") long round,
      @Schema(description = "When its value appears, UTC. The draw follows.") Instant at) {

    static NamedBeacon of(BeaconChoice choice) {
      return new NamedBeacon(choice.chain(), choice.number(), choice.at());
    }
  }

  /** What a seal states of the list. */
  @Schema(name = "ClosedList")
  record ClosedList(
      @Schema(description = "When it was closed, UTC.") Instant closedAt,
      @Schema(description = "Candidates in the list.", minimum = "0") int drawable,
      @Schema(description = "Invitations that the round asks for.", minimum = "0") int size,
      @Schema(
              description =
                  "Merkle tree hash (RFC 9162) over the pseudonyms of the list, 32 bytes in"
                      + " hexadecimal.")
          String merkleRoot) {

    private static ClosedList of(RoundSealed seal) {
      return new ClosedList(
          seal.getOccurredAt(),
          seal.getDrawable(),
          seal.getSize(),
          Hex.of(Hex.bytes(seal.getMerkleRoot())));
    }
  }

  static UpcomingRound of(RoundScheduled round, Optional<RoundSealed> seal) {
    return new UpcomingRound(
        round.getRoundId(),
        PoolIds.text(round.getPool()),
        round.getRunsAt(),
        round.getSize(),
        Hex.of(round.getCommitment()),
        round.getRevision(),
        round.getReason(),
        round.getRoundCap(),
        round.getExpectedYield(),
        Optional.ofNullable(round.getBeacon())
            .map(BeaconChoice::of)
            .map(NamedBeacon::of)
            .orElse(null),
        round.getAfterFinalRound(),
        seal.map(ClosedList::of).orElse(null));
  }
}
