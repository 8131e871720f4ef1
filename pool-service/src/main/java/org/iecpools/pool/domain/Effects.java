package org.iecpools.pool.domain;

import java.util.List;
import org.iecpools.events.PoolsEvent;

/**
 * Effects of an input: written together, or not at all.
 *
 * @param candidacy the new state
 * @param events events to write, in this order
 */
public record Effects(Candidacy candidacy, List<PoolsEvent> events) {

  /** Takes a copy. */
  public Effects {
    events = List.copyOf(events);
  }
}
