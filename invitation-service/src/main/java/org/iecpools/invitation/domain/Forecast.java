package org.iecpools.invitation.domain;

import java.util.List;
import java.util.Optional;
import org.iecpools.domain.RoundSize;
import org.iecpools.domain.Spots;
import org.iecpools.events.PoolId;

/**
 * Forecast of a round of one pool, as if it ran now.
 *
 * @param poolSize candidates in the pool, by the sums of distinct events
 * @param drawable candidates who could be drawn if this were the only pool
 * @param spots empty if no quota is known
 * @param size empty if no quota is known, or if the policy applies and the pool is not planned
 * @param beacon the beacon's round whose value would decide; empty if the seed alone would
 * @param against every reason against the round; empty if it would run
 */
public record Forecast(
    PoolId pool,
    int poolSize,
    int drawable,
    Optional<Spots> spots,
    Optional<RoundSize> size,
    Optional<BeaconChoice> beacon,
    List<ReasonAgainst> against) {}
