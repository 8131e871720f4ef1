package org.iecpools.stats.domain;

/**
 * A pool's next draw: so many candidates are drawn from so many, each set of that size equally
 * likely (rule R3.3).
 *
 * @param candidates candidates that can be drawn, 1 or more. The number in the pool includes some
 *     that cannot be drawn; a chance computed from it is too low rather than too high
 * @param size candidates that are to be invited, 0 or more. A size above the number of candidates
 *     invites all of them
 */
public record PoolDraw(int candidates, int size) {

  /** Rejects numbers that no draw can have. */
  public PoolDraw {
    if (candidates < 1 || size < 0) {
      throw new IllegalArgumentException(
          "a draw has at least 1 candidate and a size of at least 0, not %d and %d"
              .formatted(candidates, size));
    }
  }

  /** Number of candidates who are invited. */
  int invited() {
    return Math.min(size, candidates);
  }

  /** The chance of one candidate, 0 to 1. */
  public double chance() {
    return (double) invited() / candidates;
  }
}
