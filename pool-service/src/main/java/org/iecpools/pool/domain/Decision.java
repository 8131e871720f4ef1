package org.iecpools.pool.domain;

import java.util.List;
import org.iecpools.events.PoolsEvent;

/**
 * Result of an input: written together, or not at all.
 *
 * @param candidacy the new state
 * @param events events to write, in this order
 */
public record Decision(Candidacy candidacy, List<PoolsEvent> events) {

  /** Takes a copy. */
  public Decision {
    events = List.copyOf(events);
  }
}
