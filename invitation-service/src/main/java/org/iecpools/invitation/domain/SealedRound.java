package org.iecpools.invitation.domain;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.iecpools.events.PoolId;
import org.jspecify.annotations.Nullable;

/**
 * A round whose list is closed and that is not drawn yet. The list itself follows from the
 * candidates and their {@link SealedStay}.
 *
 * @param at when the list was closed
 * @param seq number of the decision
 * @param poolSize candidates in the pool, by the sums
 * @param size number of profiles to invite
 * @param sizeReason how the size came about
 * @param root Merkle root over the pseudonyms of the list, 32 bytes in hexadecimal
 * @param seen what had been read when the list was closed
 * @param heard whether the seal has been read back from the log; the round is drawn only then
 * @param uncheckedIdentities candidates in the list whose identity was not checked; null in state
 *     of earlier versions
 */
public record SealedRound(
    PoolId pool,
    UUID roundId,
    BeaconChoice beacon,
    Instant at,
    long seq,
    int poolSize,
    int size,
    String sizeReason,
    String root,
    List<Position> seen,
    boolean heard,
    @Nullable Integer uncheckedIdentities) {

  SealedRound asReadBack() {
    return new SealedRound(
        pool,
        roundId,
        beacon,
        at,
        seq,
        poolSize,
        size,
        sizeReason,
        root,
        seen,
        true,
        uncheckedIdentities);
  }
}
