package org.iecpools.auditor.draw;

import org.iecpools.auditor.Position;
import org.iecpools.events.Event;

/** An event of a known type and its position in the log. */
record Logged<E extends Event>(Position position, E event) {}
