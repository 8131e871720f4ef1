package org.iecpools.kit.web;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.iecpools.domain.Weeks;

/** A time in a request: an instant, or a whole day in America/Toronto. */
public sealed interface InstantOrDay {

  /** An instant. */
  record At(Instant instant) implements InstantOrDay {
    @Override
    public LocalDate day() {
      return Weeks.day(instant);
    }
  }

  /** A whole day. */
  record On(LocalDate day) implements InstantOrDay {}

  /** The day in America/Toronto that it is, or that it falls on. */
  LocalDate day();

  /**
   * Reads an ISO 8601 instant with an offset, or a date.
   *
   * @throws java.time.DateTimeException for any other text
   */
  static InstantOrDay parse(String text) {
    return text.contains("T") || text.contains("t")
        ? new At(OffsetDateTime.parse(text).toInstant())
        : new On(LocalDate.parse(text));
  }
}
