package org.iecpools.launcher;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.iecpools.events.Topic;
import org.iecpools.events.Topics;

/**
 * A record of {@code iec.dead-letters}: a letter, or the marker that a letter was redriven.
 *
 * @param place where the refused record stood, {@code topic/partition/offset}
 */
record Letter(String place, ConsumerRecord<byte[], byte[]> record) {

  static final String PREFIX = "iec-dead-letter-";
  static final String REASON = PREFIX + "reason";
  static final String SERVICE = PREFIX + "service";
  static final String PLACE = PREFIX + "place";
  static final String KEY = PREFIX + "key";

  /** On markers only: where the record was sent to. */
  static final String REDRIVEN_TO = PREFIX + "redriven-to";

  /** On the redriven record: where it stood when it was refused. */
  static final String REDRIVEN_FROM = "iec-redriven-from";

  private static final Pattern POSITION =
      Pattern.compile("(iec\\.[a-z-]{1,40})/(\\d{1,9})/(\\d{1,18})");

  /** Empty for a record without a key, which is no letter of ours. */
  static Optional<Letter> of(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null
        ? Optional.empty()
        : Optional.of(new Letter(new String(record.key(), StandardCharsets.UTF_8), record));
  }

  boolean isMarker() {
    return record.headers().lastHeader(REDRIVEN_TO) != null;
  }

  String reason() {
    return header(REASON).orElse("no reason given");
  }

  String service() {
    return header(SERVICE).orElse("unknown");
  }

  /** Time of the refused record. */
  Instant time() {
    return Instant.ofEpochMilli(record.timestamp());
  }

  Optional<String> header(String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }

  /** The refused record's key; null if it had none. */
  byte[] key() {
    Header header = record.headers().lastHeader(KEY);
    return header == null ? null : header.value();
  }

  /** Whether the letter holds only the beginning of something; the original has all of it. */
  boolean isCut() {
    for (Header header : record.headers()) {
      if (header.key().startsWith(PREFIX) && header.key().endsWith("-sha256")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Where the refused record stood; empty where that is no topic of ours whose records a service
   * refuses.
   */
  Optional<Position> position() {
    Matcher matcher = POSITION.matcher(place);
    if (!matcher.matches()
        || Topics.ALL.stream()
            .filter(topic -> topic.owner() != null)
            .map(Topic::name)
            .noneMatch(matcher.group(1)::equals)) {
      return Optional.empty();
    }
    return Optional.of(
        new Position(
            new TopicPartition(matcher.group(1), Integer.parseInt(matcher.group(2))),
            Long.parseLong(matcher.group(3))));
  }

  /** A place, taken apart. */
  record Position(TopicPartition partition, long offset) {}
}
