package org.iecpools.kit.planted.domain;

import org.iecpools.kafka.Topics;

/** Planted violation. */
public record KnowsTheTopics() {
  /** The violation. */
  public String name() {
    return Topics.POOLS.name();
  }
}
