package org.iecpools.kit.planted.domain;

import java.time.Clock;

/** A breach. */
public record KnowsTheClock(Clock clock) {
  /** The breach. */
  public long millis() {
    return clock.millis();
  }
}
