package org.iecpools.auditor;

import org.iecpools.events.Event;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.RoundRun;

/** An event, and where it stands in the log. */
public record LoggedEvent(Place place, Event event) {

  /** Place, type, time and id, then what the event is told apart by, on one line. */
  @Override
  public String toString() {
    String said =
        switch (event) {
          case RoundRun e -> " revision=%d invited=%d".formatted(e.getRevision(), e.getInvited());
          case QuotaAnnounced e -> "quota=" + Quotas.value(e.getQuota()).text();
          default -> "";
        };
    return "%s %s %s %s %s%s"
        .formatted(
            place,
            event.getClass().getSimpleName(),
            event.getOccurredAt(),
            event.getEventId(),
            Identity.of(event).text(),
            said)
        .strip();
  }
}
