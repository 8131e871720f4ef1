package org.iecpools.kit.planted.domain;

import java.time.Instant;

/** Planted violation. */
public record AsksForTheTime() {
  /** The violation. */
  public Instant now() {
    return Instant.now();
  }
}
