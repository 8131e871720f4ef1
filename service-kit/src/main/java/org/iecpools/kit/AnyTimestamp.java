package org.iecpools.kit;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Takes a record's timestamp as it is, and 0 for a negative one, which any client can send.
 *
 * <p>Kafka Streams' own extractors throw at such a record, or drop it silently. Here it reaches the
 * {@link Gate}, which refuses every record whose timestamp is not positive, and whatever follows
 * from it can be written.
 */
public final class AnyTimestamp implements TimestampExtractor {

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    return Math.max(0, record.timestamp());
  }
}
