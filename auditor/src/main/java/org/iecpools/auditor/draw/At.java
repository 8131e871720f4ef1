package org.iecpools.auditor.draw;

import org.iecpools.auditor.Place;
import org.iecpools.events.Event;

/** An event of a known type and its place in the log. */
record At<E extends Event>(Place place, E event) {}
