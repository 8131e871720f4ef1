package org.iecpools.pool.domain;

import java.util.List;
import org.iecpools.events.PoolsEvent;

/**
 * What one input changes and writes: written together, or not at all.
 *
 * @param candidacy the new state
 * @param events events to write, in this order
 */
public record Outcome(Candidacy candidacy, List<PoolsEvent> events) {

  /** Takes a copy. */
  public Outcome {
    events = List.copyOf(events);
  }
}
