package org.iecpools.pool.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A profile's claim to an identity document, on its way to the task that has the document.
 *
 * @param digest digest of the document, in hexadecimal
 * @param topic topic of the profile's record
 * @param partition partition of the profile's record
 * @param offset offset of the profile's record
 * @param value the profile's record as it was read; not to be modified
 */
record IdentityClaim(
    UUID candidateId,
    UUID profileId,
    int season,
    String digest,
    String topic,
    int partition,
    long offset,
    ByteBuffer value) {

  /** The key by which a document is found; documents of different seasons are different. */
  String key() {
    return season + "/" + digest;
  }

  /** The profile's record. */
  ConsumerRecord<byte[], byte[]> origin() {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return new ConsumerRecord<>(
        topic, partition, offset, candidateId.toString().getBytes(StandardCharsets.UTF_8), bytes);
  }
}
