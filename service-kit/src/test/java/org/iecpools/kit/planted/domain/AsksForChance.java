package org.iecpools.kit.planted.domain;

import java.util.UUID;

/** Planted violation. */
public record AsksForChance() {
  /** The violation. */
  public UUID id() {
    return UUID.randomUUID();
  }
}
