package org.iecpools.invitation.stream;

import org.iecpools.invitation.domain.Position;

/**
 * A valid event about a candidate on the way to its country's task.
 *
 * @param at position of the event in the log
 * @param value the event in the wire format, as it was read; not to be modified
 */
record Relayed(Position at, byte[] value) {}
