package org.iecpools.pool.domain;

import java.util.List;
import org.iecpools.events.PoolsEvent;

/**
 * What follows from an input: written together, or not at all.
 *
 * @param candidacy as it is from now on
 * @param events to write, in this order
 */
public record Decision(Candidacy candidacy, List<PoolsEvent> events) {

  /** Takes a copy. */
  public Decision {
    events = List.copyOf(events);
  }
}
