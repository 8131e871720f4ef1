package org.iecpools.invitation.stream;

import org.iecpools.events.Event;
import org.iecpools.events.RoundCommand;
import org.iecpools.invitation.domain.Position;

/** What a country is given, with its place in the log. */
sealed interface Input {

  /** Something that happened. */
  record Happened(Position at, Event event) implements Input {}

  /** An operator's order. */
  record Ordered(Position at, RoundCommand command) implements Input {}
}
