package org.iecpools.stats.domain;

import java.time.Instant;

/**
 * The next round of a pool.
 *
 * @param at when it runs, UTC
 * @param size the most candidates that it would invite with today's numbers, 0 or more; for an
 *     empty pool, with the next candidate in it
 * @param announced whether the round is announced; otherwise it follows from the plan
 */
public record NextRound(Instant at, int size, boolean announced) {}
