package org.iecpools.backup;

import java.util.List;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record of a partition, as read.
 *
 * @param timestamp milliseconds since 1970; negative if the producer sent none
 */
record StoredRecord(
    long offset,
    long timestamp,
    byte @Nullable [] key,
    byte @Nullable [] value,
    List<Header> headers) {

  /** The approximate size in memory, in bytes. */
  long size() {
    return 64L + (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
  }
}
