package org.iecpools.kit;

import java.time.Instant;

/**
 * A record that was decoded and found in order, with the place it came from.
 *
 * @param timestamp the producer's wall clock, UTC
 */
public record Received<E>(
    String key, E event, String topic, int partition, long offset, Instant timestamp) {}
