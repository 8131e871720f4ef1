package org.iecpools.stats.domain;

import java.time.Instant;
import java.util.Optional;

/** Where a season stands at an instant, by the plans of its pools. */
public enum SeasonState {
  /** No country has announced a plan. */
  NO_PLAN("no plan"),
  /** No pool has opened yet. */
  BEFORE("before"),
  /** A pool has opened, and not all have closed. */
  RUNNING("running"),
  /** All pools have closed. */
  ENDED("ended");

  private final String text;

  SeasonState(String text) {
    this.text = text;
  }

  /** The value in answers. */
  public String text() {
    return text;
  }

  /**
   * The state of a season.
   *
   * @param opensAt the first opening of a pool; empty without a plan
   * @param closesAt the last closing of a pool; empty without a plan
   */
  static SeasonState of(Instant at, Optional<Instant> opensAt, Optional<Instant> closesAt) {
    if (opensAt.isEmpty() || closesAt.isEmpty()) {
      return NO_PLAN;
    }
    if (at.isBefore(opensAt.get())) {
      return BEFORE;
    }
    return at.isBefore(closesAt.get()) ? RUNNING : ENDED;
  }
}
