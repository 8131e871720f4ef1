package org.iecpools.domain;

import java.time.Instant;
import java.util.Comparator;
import org.iecpools.events.Event;

/**
 * Position of an announcement in the order in which announcements replace each other: by time, then
 * by event id as text.
 */
record Said(Instant at, String eventId) implements Comparable<Said> {

  private static final Comparator<Said> ORDER =
      Comparator.comparing(Said::at).thenComparing(Said::eventId);

  static Said by(Event event) {
    return new Said(event.getOccurredAt(), event.getEventId().toString());
  }

  /** The upper bound of all announcements made at an instant. */
  static Said lastAt(Instant at) {
    // The text of a UUID always sorts below "g".
    return new Said(at, "g");
  }

  @Override
  public int compareTo(Said other) {
    return ORDER.compare(this, other);
  }
}
