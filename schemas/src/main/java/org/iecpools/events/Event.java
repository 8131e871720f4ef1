package org.iecpools.events;

import java.time.Instant;
import java.util.UUID;

/**
 * A domain event. All families are sealed, so that a {@code switch} over any of them must be
 * exhaustive without {@code default}.
 */
public sealed interface Event permits CandidateEvent, SeasonsEvent, RoundsEvent {

  /** Id of the event; a repeat has the same id. */
  UUID getEventId();

  /**
   * Domain time, UTC, in milliseconds. It determines the day and week in which the event counts.
   */
  Instant getOccurredAt();
}
