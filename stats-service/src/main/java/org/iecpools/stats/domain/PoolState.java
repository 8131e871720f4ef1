package org.iecpools.stats.domain;

import java.time.Instant;
import java.util.Optional;
import org.iecpools.domain.WeeklyPlan;
import org.iecpools.events.PoolPlan;

/**
 * What a candidate can expect of a pool at an instant, in one word. If several apply, the first in
 * this order is the state.
 */
public enum PoolState {
  /** The country does not offer the pool in this season. */
  NOT_OFFERED("not offered"),
  /** No round is to come: the pool has closed, or the plan has no round left. */
  ENDED("ended"),
  /** The quota is not known yet, so no round runs. */
  QUOTA_TO_BE_ANNOUNCED("quota to be announced"),
  /** The plan opens the pool later. */
  NOT_YET_OPEN("not yet open"),
  /** As many LOIs are in force as there are permits. */
  QUOTA_REACHED("quota reached"),
  /** No round runs until the end of a pause. */
  PAUSED("paused"),
  /** The pool takes no entries for another reason; its candidates can still be invited. */
  CLOSED_TO_ENTRIES("closed to entries"),
  /** The country has announced no plan, so it is not known when the pool is open. */
  NO_PLAN("no plan"),
  /** The pool takes entries, and rounds are to come. */
  OPEN("open");

  private final String text;

  PoolState(String text) {
    this.text = text;
  }

  /** The value in answers. */
  public String text() {
    return text;
  }

  /**
   * The state of a pool.
   *
   * @param at the instant
   * @param plan the pool's plan; empty if its country has none
   * @param quota the quota in force
   * @param spots LOIs that can still be issued
   * @param roundToCome whether a round is announced or planned
   * @param closed whether a closing of the pool to entries is in force
   */
  static PoolState of(
      Instant at,
      Optional<PoolPlan> plan,
      Amount quota,
      Amount spots,
      boolean roundToCome,
      boolean closed) {
    if (quota == Amount.Word.NOT_OFFERED) {
      return NOT_OFFERED;
    }
    boolean unknownQuota = quota == Amount.Word.TO_BE_ANNOUNCED;
    boolean paused = plan.filter(p -> !WeeklyPlan.pausesAt(p, at).isEmpty()).isPresent();
    // Without a quota no round is to come either, and that alone does not end the pool.
    boolean noRoundLeft = plan.isPresent() && !roundToCome && !unknownQuota && !paused;
    if (noRoundLeft || plan.filter(p -> isOver(p, at)).isPresent()) {
      return ENDED;
    }
    if (unknownQuota) {
      return QUOTA_TO_BE_ANNOUNCED;
    }
    if (plan.filter(p -> at.isBefore(p.getOpensAt())).isPresent()) {
      return NOT_YET_OPEN;
    }
    if (spots instanceof Amount.Permits(long left) && left == 0) {
      return QUOTA_REACHED;
    }
    if (paused) {
      return PAUSED;
    }
    if (closed) {
      return CLOSED_TO_ENTRIES;
    }
    return plan.isPresent() ? OPEN : NO_PLAN;
  }

  /** Whether the final round is over, or the pool has closed. */
  static boolean isOver(PoolPlan plan, Instant at) {
    return at.isAfter(plan.getFinalRoundAt()) || !at.isBefore(plan.getClosesAt());
  }
}
