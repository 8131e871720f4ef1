package org.iecpools.pool.domain;

import org.iecpools.events.LeaveCause;
import org.iecpools.events.PoolId;

/**
 * One stay of a profile in a pool.
 *
 * @param pool the pool
 * @param number 1, 2, ... within profile and pool
 * @param standing whether it goes on, and if not what ended it
 */
public record Stay(PoolId pool, int number, Standing standing) {

  /** Whether a stay goes on, and if not what ended it. */
  public sealed interface Standing {
    /** In the pool. */
    record In() implements Standing {}

    /** Left, as {@code PoolLeft} says. */
    record Left(LeaveCause cause) implements Standing {}

    /** Taken out by a round: a {@code PoolLeft} of it is void, whichever came first (R4). */
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
