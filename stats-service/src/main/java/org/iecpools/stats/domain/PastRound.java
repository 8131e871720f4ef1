package org.iecpools.stats.domain;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.jspecify.annotations.Nullable;

/**
 * A round that was run, in its highest revision.
 *
 * @param id the round
 * @param at when the draw was made, UTC
 * @param poolSize candidates in the pool; null for a round that was run elsewhere
 * @param drawable candidates that could be drawn; null for a round that was run elsewhere
 * @param invited candidates invited, 0 or more; after a correction, without voided invitations
 * @param cutOff the highest ticket that was invited, 32 bytes in hexadecimal; null if nobody was
 *     invited or the round was run elsewhere
 * @param revision 0 for the draw, higher after corrections
 * @param correction the reason of the last correction; null without one
 * @param afterFinalRound why an operator had ordered it after the pool's final round, as announced;
 *     null for other rounds
 */
public record PastRound(
    UUID id,
    Instant at,
    @Nullable Integer poolSize,
    @Nullable Integer drawable,
    long invited,
    @Nullable String cutOff,
    int revision,
    @Nullable String correction,
    @Nullable String afterFinalRound) {

  static PastRound of(RoundRun run) {
    return new PastRound(
        run.getRoundId(),
        run.getOccurredAt(),
        run.getPoolSize(),
        run.getDrawable(),
        Math.max(0, run.getInvited()),
        Optional.ofNullable(run.getCutOff()).map(PastRound::hex).orElse(null),
        run.getRevision(),
        run.getCorrection(),
        null);
  }

  /** The round with what its announcement states. */
  PastRound announcedAs(RoundScheduled announcement) {
    return new PastRound(
        id,
        at,
        poolSize,
        drawable,
        invited,
        cutOff,
        revision,
        correction,
        announcement.getAfterFinalRound());
  }

  /** Candidates in the pool that could not be drawn; empty if the draw does not state it. */
  OptionalLong notDrawable() {
    return poolSize == null || drawable == null
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0L, (long) poolSize - drawable));
  }

  private static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return HexFormat.of().formatHex(copy);
  }
}
