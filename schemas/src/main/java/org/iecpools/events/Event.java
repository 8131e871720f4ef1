package org.iecpools.events;

import java.time.Instant;
import java.util.UUID;

/**
 * Everything that happens in the domain. Sealed down to the single event, so that a {@code switch}
 * without {@code default} over any family of events is complete or does not compile.
 */
public sealed interface Event permits CandidateEvent, SeasonsEvent, RoundsEvent {

  /** Identity of the event; a repeat has the same. */
  UUID getEventId();

  /** Domain time, UTC, to the millisecond: what decides the day and week an event counts in. */
  Instant getOccurredAt();
}
