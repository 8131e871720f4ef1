package org.iecpools.kit.stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Extracts a record's timestamp as it is; a negative one, which any client can send, becomes 0.
 *
 * <p>Kafka Streams' own extractors throw on such a record or drop it silently. With this one it
 * reaches the {@link RecordValidator}, which refuses every record whose timestamp is not positive,
 * and the output derived from it has a timestamp that Kafka accepts.
 */
public final class AnyTimestamp implements TimestampExtractor {

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    return Math.max(0, record.timestamp());
  }
}
