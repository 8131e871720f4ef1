package org.iecpools.kit.planted.domain;

import org.iecpools.events.Topics;

/** A breach. */
public record KnowsTheTopics() {
  /** The breach. */
  public String name() {
    return Topics.POOLS.name();
  }
}
