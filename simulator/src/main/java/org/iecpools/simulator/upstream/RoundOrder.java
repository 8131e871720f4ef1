package org.iecpools.simulator.upstream;

import org.iecpools.events.PoolId;

/**
 * An operator's order of a round.
 *
 * @param size maximum number of invitations
 */
public record RoundOrder(PoolId pool, int size) {}
