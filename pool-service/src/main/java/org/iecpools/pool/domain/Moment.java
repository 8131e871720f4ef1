package org.iecpools.pool.domain;

import java.time.Instant;

/**
 * The two times of a decision.
 *
 * @param now what ages, seasons and {@code occurredAt} go by: of what a candidate sent, when it
 *     entered the log; else the clock, simulated in simulations
 * @param wall the time that really passes, by which a parked profile waits, for a simulated clock
 *     stands still until everybody has finished
 */
public record Moment(Instant now, Instant wall) {}
