package org.iecpools.simulator.replay;

import java.time.LocalDate;
import org.iecpools.events.PoolId;

/**
 * A published cell that no lawful history reaches, or not together with the other cells.
 *
 * @param line of the file on which it stands, from 1
 * @param reason the rule that forbids it, in a sentence
 */
public record Unreachable(
    PoolId pool, LocalDate asOf, Column column, Cell published, long line, String reason) {}
