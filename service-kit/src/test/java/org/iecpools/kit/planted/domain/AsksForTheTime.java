package org.iecpools.kit.planted.domain;

import java.time.Instant;

/** A breach. */
public record AsksForTheTime() {
  /** The breach. */
  public Instant now() {
    return Instant.now();
  }
}
