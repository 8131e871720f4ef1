package org.iecpools.auditor.draw;

import org.iecpools.auditor.Place;
import org.iecpools.events.Event;

/** An event of one kind, and where it stands in the log. */
record At<E extends Event>(Place place, E event) {}
