package org.iecpools.invitation.domain;

import java.util.List;
import java.util.Optional;
import org.iecpools.domain.RoundSize;
import org.iecpools.domain.Spots;
import org.iecpools.events.PoolId;

/**
 * What a round of one pool would be now.
 *
 * @param poolSize candidates in the pool by the sums
 * @param drawable candidates that could be drawn, as if it were the only pool
 * @param spots empty where no quota is known
 * @param size empty where no quota is known, or no plan for a size by policy
 * @param against every reason against; none: it would run
 */
public record Forecast(
    PoolId pool,
    int poolSize,
    int drawable,
    Optional<Spots> spots,
    Optional<RoundSize> size,
    List<Refusal> against) {}
