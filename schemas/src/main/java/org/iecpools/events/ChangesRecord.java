package org.iecpools.events;

import java.time.Instant;

/**
 * What stats-service has reported about changes, on {@code iec.changes}. It follows from other
 * topics, so these are no events of the flow (ADR 70).
 */
public sealed interface ChangesRecord permits ChangeMade, BaselineTaken {

  /** When it was noticed, UTC; ascending on the topic. */
  Instant getReportedAt();
}
