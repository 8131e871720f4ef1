package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.iecpools.events.SeasonsEvent;

/** Result of an announcement or a withdrawal. */
record Announced(
    @Schema(description = "Id of the event.") UUID eventId,
    @Schema(description = "From when it counts, UTC.") Instant occurredAt) {

  static Announced of(SeasonsEvent event) {
    return new Announced(event.getEventId(), event.getOccurredAt());
  }
}
