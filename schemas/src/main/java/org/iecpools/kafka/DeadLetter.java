package org.iecpools.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record of {@code iec.dead-letters}: a dead letter, or the marker of a redriven one.
 *
 * @param place where the refused record is, {@code topic/partition/offset}
 */
public record DeadLetter(String place, ConsumerRecord<byte[], byte[]> record) {

  public static final String PREFIX = "iec-dead-letter-";
  public static final String REASON = PREFIX + "reason";
  public static final String SERVICE = PREFIX + "service";
  public static final String PLACE = PREFIX + "place";
  public static final String KEY = PREFIX + "key";

  /** Markers only: the place of the redriven record. */
  public static final String REDRIVEN_TO = PREFIX + "redriven-to";

  /** On the redriven record: the place at which it was refused. */
  public static final String REDRIVEN_FROM = "iec-redriven-from";

  private static final Pattern PLACE_FORMAT =
      Pattern.compile("(iec\\.[a-z-]{1,40})/(\\d{1,9})/(\\d{1,18})");

  /** Parses a record; empty if it has no key and is therefore not a dead letter of this system. */
  public static Optional<DeadLetter> of(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null
        ? Optional.empty()
        : Optional.of(new DeadLetter(new String(record.key(), StandardCharsets.UTF_8), record));
  }

  public boolean isMarker() {
    return record.headers().lastHeader(REDRIVEN_TO) != null;
  }

  public String reason() {
    return header(REASON).orElse("no reason given");
  }

  public String service() {
    return header(SERVICE).orElse("unknown");
  }

  /** The refused record's timestamp. */
  public Instant time() {
    return Instant.ofEpochMilli(record.timestamp());
  }

  public Optional<String> header(String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }

  /** The refused record's key; null if it had none. */
  public byte @Nullable [] key() {
    Header header = record.headers().lastHeader(KEY);
    return header == null ? null : header.value();
  }

  /** Whether the letter contains a field in truncated form. The original record is complete. */
  public boolean isCut() {
    for (Header header : record.headers()) {
      if (header.key().startsWith(PREFIX) && header.key().endsWith("-sha256")) {
        return true;
      }
    }
    return false;
  }

  /**
   * The place in parsed form; empty if it is not on a topic that a service of this system reads and
   * refuses records of.
   */
  public Optional<Place> parsedPlace() {
    Matcher matcher = PLACE_FORMAT.matcher(place);
    if (!matcher.matches()
        || Topics.ALL.stream()
            .filter(topic -> topic.deadLettersBy() != null)
            .map(Topic::name)
            .noneMatch(matcher.group(1)::equals)) {
      return Optional.empty();
    }
    return Optional.of(
        new Place(
            new TopicPartition(matcher.group(1), Integer.parseInt(matcher.group(2))),
            Long.parseLong(matcher.group(3))));
  }

  /** Where a record is in the log. */
  public record Place(TopicPartition partition, long offset) {}
}
