package org.iecpools.webhook;

import org.iecpools.events.ChangeMade;

/**
 * A change and its place.
 *
 * @param offset on {@code iec.changes}
 */
record NumberedChange(long offset, ChangeMade change) {}
