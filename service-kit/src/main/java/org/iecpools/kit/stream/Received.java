package org.iecpools.kit.stream;

import java.time.Instant;

/**
 * A decoded and valid record with its position.
 *
 * @param timestamp of the record, UTC: set by the broker or the producer, see {@link
 *     org.iecpools.kafka.Topic.Timestamps}
 */
public record Received<E>(
    String key, E event, String topic, int partition, long offset, Instant timestamp) {}
