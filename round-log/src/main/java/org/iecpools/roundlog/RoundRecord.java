package org.iecpools.roundlog;

import org.iecpools.events.RoundsEvent;
import org.jspecify.annotations.Nullable;

/**
 * A committed record of {@code iec.rounds}.
 *
 * @param partition from 0
 * @param offset from 0
 * @param event null if the record is not an event that belongs on this partition
 */
public record RoundRecord(int partition, long offset, @Nullable RoundsEvent event) {}
