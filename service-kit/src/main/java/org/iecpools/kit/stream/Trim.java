package org.iecpools.kit.stream;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.jspecify.annotations.Nullable;

/**
 * What was removed from a record because no valid record is as large. The record keeps this as a
 * header. A received header is never of this class, so a sender cannot forge it, and it is never
 * written to Kafka.
 *
 * @param length of the whole value, in bytes; 0 if the record has none
 * @param facts the headers of a {@link DeadLetter} that describe the removed parts; empty if only
 *     headers that a dead letter drops anyway were removed
 */
record Trim(int length, Headers facts) implements Header {

  /** Bytes of a value that remain if it is longer than its topic allows. */
  static final int PREFIX = 4 * 1024;

  private static final Map<String, Integer> LARGEST_VALUES =
      Topics.ALL.stream().collect(toUnmodifiableMap(Topic::name, Topic::largestValue));

  /**
   * Trims a record of one of the system's topics: a value that is longer than the topic allows, and
   * what a dead letter would not keep of key and headers. Returns any other record as it is.
   */
  static ConsumerRecord<byte[], byte[]> of(ConsumerRecord<byte[], byte[]> record) {
    Integer largest = LARGEST_VALUES.get(record.topic());
    if (largest == null || made(record.headers()).isPresent()) {
      return record;
    }
    byte @Nullable [] value = record.value();
    byte @Nullable [] key = record.key();
    boolean valueFits = value == null || value.length <= largest;
    boolean keyFits = key == null || key.length <= DeadLetter.MAX_KEY;
    boolean headersFit = DeadLetter.surelyFits(record.headers());
    if (valueFits && keyFits && headersFit) {
      return record;
    }
    Headers facts = new RecordHeaders();
    Headers headers = new RecordHeaders();
    if (headersFit) {
      record.headers().forEach(headers::add);
    } else {
      DeadLetter.keepWhatFits(record.headers(), headers, facts);
    }
    headers.add(new Trim(value == null ? 0 : value.length, facts));
    return new ConsumerRecord<>(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.timestampType(),
        record.serializedKeySize(),
        record.serializedValueSize(),
        key == null || keyFits ? key : DeadLetter.cutKey(key, facts),
        value == null || valueFits ? value : DeadLetter.cutValue(value, PREFIX, facts),
        headers,
        record.leaderEpoch());
  }

  /** What was removed from the record with these headers; empty if nothing was. */
  static Optional<Trim> made(Headers headers) {
    for (Header header : headers) {
      if (header instanceof Trim trim) {
        return Optional.of(trim);
      }
    }
    return Optional.empty();
  }

  /** Length of a record's value as it was sent, in bytes; 0 if it has none. */
  static int lengthOfValue(ConsumerRecord<byte[], byte[]> record) {
    return made(record.headers())
        .map(Trim::length)
        .orElseGet(() -> record.value() == null ? 0 : record.value().length);
  }

  @Override
  public String key() {
    return DeadLetter.PREFIX + "trimmed";
  }

  @Override
  public byte[] value() {
    return new byte[0];
  }
}
