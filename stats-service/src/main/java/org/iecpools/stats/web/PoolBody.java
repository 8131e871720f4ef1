package org.iecpools.stats.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.iecpools.kit.web.Described;
import org.jspecify.annotations.Nullable;

/** The bodies of responses about one pool. {@link TableDescription} adds the possible states. */
final class PoolBody {

  private PoolBody() {}

  /** Everything about a pool; used for the OpenAPI description only, because of its row. */
  @Schema(name = "PoolOverview")
  record Overview(
      @Schema(description = "The numbers of the pool, as in the dashboard.") TableBody.Row row,
      @Schema(
              description =
                  "What a candidate can expect of the pool: whether it is offered, takes entries and"
                      + " has rounds to come. If several apply, the first one in the order of the"
                      + " list. Absent if the pool is published only, because nobody states it.",
              requiredMode = Schema.RequiredMode.NOT_REQUIRED)
          @Nullable String state,
      @Schema(
              description =
                  "The next round; absent if none is to come, or if the country has no plan.",
              requiredMode = Schema.RequiredMode.NOT_REQUIRED)
          @Nullable NextRound nextRound,
      @Schema(
              description = "The last round that invited anybody; absent before the first.",
              requiredMode = Schema.RequiredMode.NOT_REQUIRED)
          @Nullable Round lastRound) {}

  /** The next round of a pool. */
  @Schema(name = "NextRound")
  record NextRound(
      @Schema(description = "When it runs, UTC.") Instant at,
      @Schema(
              description =
                  "The most candidates that it would invite with the current numbers; for an empty"
                      + " pool, with the next candidate in it. The chance is this number, divided by"
                      + " the candidates in the pool and at most 1.",
              minimum = "0")
          int size,
      @Schema(description = "Whether it is announced; otherwise it follows from the plan.")
          boolean announced) {

    static NextRound of(org.iecpools.stats.domain.NextRound round) {
      return new NextRound(round.at(), round.size(), round.announced());
    }
  }

  /** A round that was run. */
  @Schema(name = "PastRound")
  record Round(
      @Schema(description = "The round.") UUID roundId,
      @Schema(description = "When the draw was made, UTC.") Instant at,
      @Schema(
              description = "Candidates in the pool; null for a round that was run elsewhere.",
              nullable = true)
          @Nullable Integer poolSize,
      @Schema(
              description =
                  "Candidates that could be drawn; null for a round that was run elsewhere.",
              nullable = true)
          @Nullable Integer drawable,
      @Schema(
              description = "Candidates invited; after a correction, without voided invitations.",
              minimum = "0")
          long invited,
      @Schema(
              description =
                  "The highest ticket that was invited, 32 bytes in hexadecimal; null if nobody was,"
                      + " or if the round was run elsewhere.",
              nullable = true)
          @Nullable String cutOff,
      @Schema(description = "0 for the draw, higher after corrections.", minimum = "0")
          int revision,
      @Schema(description = "Reason of the last correction; null without one.", nullable = true)
          @Nullable String correction,
      @Schema(
              description =
                  "Why an operator had ordered it although the pool's final round was over; null for"
                      + " every other round.",
              nullable = true)
          @Nullable String afterFinalRound) {

    static Round of(org.iecpools.stats.domain.PastRound round) {
      return new Round(
          round.id(),
          round.at(),
          round.poolSize(),
          round.drawable(),
          round.invited(),
          round.cutOff(),
          round.revision(),
          round.correction(),
          round.afterFinalRound());
    }
  }

  /** A page of a pool's rounds. */
  @Schema(name = "PastRounds")
  record Rounds(
      @Described.Pool String pool,
      @Schema(description = "Rounds, newest first.") List<Round> rounds,
      @Schema(
              description =
                  "The value of the parameter before for the next page; null if this is the last.",
              nullable = true)
          @Nullable UUID next) {}
}
