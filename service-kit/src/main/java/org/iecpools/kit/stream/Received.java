package org.iecpools.kit.stream;

import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A decoded and valid record.
 *
 * @param record as it was read; a service that keeps the event stores these bytes instead of
 *     encoding the event again
 */
public record Received<E>(String key, E event, ConsumerRecord<byte[], byte[]> record) {

  /** The event in the wire format, as it was read; not to be modified. */
  public byte[] value() {
    return record.value();
  }

  /** The topic of the record. */
  public String topic() {
    return record.topic();
  }

  /** The partition of the record. */
  public int partition() {
    return record.partition();
  }

  /** The offset of the record. */
  public long offset() {
    return record.offset();
  }

  /**
   * The timestamp of the record, UTC: set by the broker or the producer, see {@link
   * org.iecpools.kafka.Topic.Timestamps}.
   */
  public Instant timestamp() {
    return Instant.ofEpochMilli(record.timestamp());
  }
}
