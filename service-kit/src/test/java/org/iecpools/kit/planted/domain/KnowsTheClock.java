package org.iecpools.kit.planted.domain;

import java.time.Clock;

/** Planted violation. */
public record KnowsTheClock(Clock clock) {
  /** The violation. */
  public long millis() {
    return clock.millis();
  }
}
