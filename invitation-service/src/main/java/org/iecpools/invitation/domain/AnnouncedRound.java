package org.iecpools.invitation.domain;

import java.time.Instant;
import java.util.UUID;
import org.iecpools.domain.SizeRule;
import org.iecpools.events.PoolId;
import org.jspecify.annotations.Nullable;

/**
 * A round that is announced and not decided yet.
 *
 * @param runsAt when the round is due
 * @param rule rule that will size the round
 * @param commitment commitment to the seed, bound to round and rule; 32 bytes in hexadecimal
 * @param revision number of the announcement; 0 for the first
 * @param heard whether the announcement has been read back from the log; the round runs only then
 * @param beacon the beacon's round that decides the draw; null if the seed alone does, and in rows
 *     of earlier versions
 * @param afterFinalRound why an operator has ordered it after the pool's final round; null for
 *     other rounds
 */
public record AnnouncedRound(
    PoolId pool,
    UUID roundId,
    Instant runsAt,
    SizeRule rule,
    String commitment,
    int revision,
    boolean heard,
    @Nullable BeaconChoice beacon,
    @Nullable String afterFinalRound) {

  AnnouncedRound asReadBack() {
    return new AnnouncedRound(
        pool, roundId, runsAt, rule, commitment, revision, true, beacon, afterFinalRound);
  }
}
