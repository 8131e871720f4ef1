package org.iecpools.invitation.stream;

import org.iecpools.events.Event;
import org.iecpools.events.RoundCommand;
import org.iecpools.invitation.domain.Position;

/** Input of a country, with its position in the log. */
sealed interface CountryInput {

  /** An event. */
  record Happened(Position at, Event event) implements CountryInput {}

  /** An operator's order. */
  record Ordered(Position at, RoundCommand command) implements CountryInput {}
}
