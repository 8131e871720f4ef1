package org.iecpools.stats.domain;

import java.time.Instant;
import java.util.Optional;
import org.iecpools.events.PoolPlan;

/**
 * Whether a pool takes entries at an instant. It leaves out what {@link PoolState} adds: the quota
 * and pauses, which stop rounds and not entries.
 */
public enum PoolStatus {
  /** The plan opens the pool later. */
  NOT_YET_OPEN("not yet open"),
  /** Candidates can enter, and rounds are to come. */
  OPEN("open"),
  /** The pool takes no entries; its candidates can still be invited. */
  CLOSED_TO_ENTRIES("closed to entries"),
  /** The final round is over, or the pool has closed. */
  SEASON_OVER("season over");

  private final String text;

  PoolStatus(String text) {
    this.text = text;
  }

  /** The value in answers. */
  public String text() {
    return text;
  }

  /**
   * The status of a pool.
   *
   * @param at the instant
   * @param plan the pool's plan; empty if its country has none, or if it leaves the pool out
   * @param quota the quota in force
   * @param closed whether a closing of the pool to entries is in force
   * @return empty if the pool is not offered, or if no plan states when it is open
   */
  public static Optional<PoolStatus> of(
      Instant at, Optional<PoolPlan> plan, Amount quota, boolean closed) {
    return plan.filter(_ -> quota != Amount.Word.NOT_OFFERED)
        .map(
            planned -> {
              if (PoolState.isOver(planned, at)) {
                return SEASON_OVER;
              }
              if (at.isBefore(planned.getOpensAt())) {
                return NOT_YET_OPEN;
              }
              return closed ? CLOSED_TO_ENTRIES : OPEN;
            });
  }
}
