package org.iecpools.auditor;

import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.Event;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.RoundRun;

/** An event and its position in the log. */
public record LoggedEvent(Position position, Event event) {

  /** The fields that identify the event in addition to its id, and the number that it states. */
  public String about() {
    String number =
        switch (event) {
          case RoundRun e -> " revision=%d invited=%d".formatted(e.getRevision(), e.getInvited());
          case QuotaAnnounced e -> "quota=" + Quotas.value(e.getQuota()).text();
          case AnnouncementWithdrawn e -> " announcement=" + e.getAnnouncementId();
          case PublicationTimeSet e -> " season=%d".formatted(e.getSeason());
          default -> "";
        };
    return Identity.of(event).text() + number;
  }

  /** Position, type, time, id and {@link #about()} on one line. */
  @Override
  public String toString() {
    return "%s %s %s %s %s"
        .formatted(
            position,
            event.getClass().getSimpleName(),
            event.getOccurredAt(),
            event.getEventId(),
            about())
        .strip();
  }
}
