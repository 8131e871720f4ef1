package org.iecpools.stats.domain;

import java.time.LocalDate;
import org.iecpools.events.PoolId;

/**
 * What becomes different in one pool's day.
 *
 * @param pool the pool
 * @param day in America/Toronto
 * @param sums to add; negative where a fact moves away
 */
public record Change(PoolId pool, LocalDate day, Sums sums) {}
