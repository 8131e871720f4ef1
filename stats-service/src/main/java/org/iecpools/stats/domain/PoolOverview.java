package org.iecpools.stats.domain;

import java.util.Optional;

/**
 * Everything about one pool at an instant.
 *
 * @param row its numbers
 * @param state what a candidate can expect of it
 * @param next its next round; empty if none is to come, or if its time is not known
 * @param last the last round that invited anyone
 * @param change the difference to the last publication; empty before the pool's first one
 * @param schedule when it is open, published and drawn
 */
public record PoolOverview(
    Row row,
    PoolState state,
    Optional<NextRound> next,
    Optional<PastRound> last,
    Optional<Change> change,
    PoolSchedule schedule) {}
