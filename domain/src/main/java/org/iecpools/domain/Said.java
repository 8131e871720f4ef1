package org.iecpools.domain;

import java.time.Instant;
import java.util.Comparator;
import org.iecpools.events.Event;

/** When and by which event something was said: the order in which sayings replace each other. */
record Said(Instant at, String eventId) implements Comparable<Said> {

  private static final Comparator<Said> ORDER =
      Comparator.comparing(Said::at).thenComparing(Said::eventId);

  static Said by(Event event) {
    return new Said(event.getOccurredAt(), event.getEventId().toString());
  }

  /** After everything that was said at an instant. */
  static Said lastAt(Instant at) {
    // The text of a UUID sorts below "g".
    return new Said(at, "g");
  }

  @Override
  public int compareTo(Said other) {
    return ORDER.compare(this, other);
  }
}
