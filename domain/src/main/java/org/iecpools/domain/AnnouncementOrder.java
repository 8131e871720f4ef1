package org.iecpools.domain;

import java.time.Instant;
import java.util.Comparator;
import org.iecpools.events.Event;

/**
 * Position of an announcement in the order in which announcements replace each other: by time, then
 * by event id as text.
 */
record AnnouncementOrder(Instant at, String eventId) implements Comparable<AnnouncementOrder> {

  private static final Comparator<AnnouncementOrder> ORDER =
      Comparator.comparing(AnnouncementOrder::at).thenComparing(AnnouncementOrder::eventId);

  static AnnouncementOrder by(Event event) {
    return new AnnouncementOrder(event.getOccurredAt(), event.getEventId().toString());
  }

  /** The upper bound of all announcements made at an instant. */
  static AnnouncementOrder lastAt(Instant at) {
    // The text of a UUID always sorts below "g".
    return new AnnouncementOrder(at, "g");
  }

  @Override
  public int compareTo(AnnouncementOrder other) {
    return ORDER.compare(this, other);
  }
}
