package org.iecpools.simulator.replay;

import java.time.LocalDate;
import org.iecpools.events.PoolId;

/**
 * A published cell that no valid history reaches, alone or together with the other cells.
 *
 * @param line line number in the file, from 1
 * @param reason the rule that forbids it, in a sentence
 */
public record Unreachable(
    PoolId pool,
    LocalDate asOf,
    PublishedColumn column,
    Cell published,
    long line,
    String reason) {}
