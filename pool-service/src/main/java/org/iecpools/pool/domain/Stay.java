package org.iecpools.pool.domain;

import org.iecpools.events.LeaveCause;
import org.iecpools.events.PoolId;

/**
 * One stay of a profile in a pool.
 *
 * @param pool the pool
 * @param number 1, 2, ... within profile and pool
 * @param standing whether the stay goes on, or how it ended
 */
public record Stay(PoolId pool, int number, Standing standing) {

  /** Whether a stay goes on, or how it ended. */
  public sealed interface Standing {
    /** In the pool. */
    record In() implements Standing {}

    /** Left, for the cause in {@code PoolLeft}. */
    record Left(LeaveCause cause) implements Standing {}

    /** Ended by a draw: a {@code PoolLeft} of it is void, whichever came first (R4). */
    record Drawn() implements Standing {}
  }

  boolean isIn() {
    return standing instanceof Standing.In;
  }

  boolean is(PoolId otherPool, int otherNumber) {
    return number == otherNumber && pool.equals(otherPool);
  }

  Stay with(Standing next) {
    return new Stay(pool, number, next);
  }
}
