package org.iecpools.pool.domain;

import java.time.Instant;

/**
 * The two times of a decision.
 *
 * @param now time for ages, seasons and {@code occurredAt}: for an event of the candidate, when it
 *     entered the log; otherwise, and in simulations, the clock
 * @param wall wall-clock time, by which a parked profile waits; a simulated clock stands still
 *     until all services have finished
 */
public record Moment(Instant now, Instant wall) {}
