package org.iecpools.kit.planted.domain;

import java.util.UUID;

/** A breach. */
public record AsksForChance() {
  /** The breach. */
  public UUID id() {
    return UUID.randomUUID();
  }
}
