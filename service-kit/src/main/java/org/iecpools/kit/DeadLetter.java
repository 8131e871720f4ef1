package org.iecpools.kit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A record that could not be taken: as it was received, with headers that say why and where it
 * stood.
 *
 * @param place {@code topic/partition/offset}
 * @param value as received; may be null
 * @param headers as received, and {@code iec-dead-letter-*}
 */
public record DeadLetter(String place, byte[] value, Headers headers) {

  /** Every reason against the record, separated by {@code "; "}. */
  static final String REASON = "iec-dead-letter-reason";

  /** The service that refused it. */
  static final String SERVICE = "iec-dead-letter-service";

  /** Topic, partition and offset where it stood. */
  static final String PLACE = "iec-dead-letter-place";

  /** The key it had, in bytes; absent when it had none. */
  static final String KEY = "iec-dead-letter-key";

  static DeadLetter of(
      String service, String place, byte[] key, byte[] value, Headers headers, List<String> why) {
    Headers all = new RecordHeaders(headers);
    all.add(REASON, utf8(String.join("; ", why)));
    all.add(SERVICE, utf8(service));
    all.add(PLACE, utf8(place));
    if (key != null) {
      all.add(KEY, key);
    }
    return new DeadLetter(place, value, all);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
