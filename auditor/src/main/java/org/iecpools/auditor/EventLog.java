package org.iecpools.auditor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Utils;
import org.iecpools.events.Event;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.Topics;
import org.jspecify.annotations.Nullable;

/**
 * All events read so far with their positions, and all records that are not valid events. Not
 * thread-safe.
 */
public final class EventLog {

  /** How far an event may be ahead of the clock. */
  private static final Duration MAX_AHEAD = Duration.ofMinutes(5);

  private static final String REASON_HEADER = "iec-dead-letter-reason";

  private final EventCodec codec;
  private final List<LoggedEvent> events = new ArrayList<>();
  private final List<PassedOver> refused = new ArrayList<>();

  /** Reasons by the key of the dead letter: topic/partition/offset of the refused record. */
  private final Map<String, String> deadLetters = new HashMap<>();

  /** Events that are too far ahead of the timestamp of their own record. */
  private final Set<Position> aheadOfTimestamp = new HashSet<>();

  EventLog(EventCodec codec) {
    this.codec = codec;
  }

  /**
   * The log's contents for a recount.
   *
   * @param events the events to count
   * @param passedOver the records that are not counted
   * @param records number of records read, without those of the dead letter topic
   */
  public record Contents(List<LoggedEvent> events, List<PassedOver> passedOver, long records) {}

  /**
   * Adds a record of an event topic or of the dead letter topic.
   *
   * @param partitions number of partitions of its topic
   * @throws SchemaRegistry.Unavailable if its schema is not cached and the registry does not answer
   */
  void take(ConsumerRecord<byte[], byte[]> record, int partitions) {
    if (record.topic().equals(Topics.DEAD_LETTERS.name())) {
      takeDeadLetter(record);
      return;
    }
    Optional<PassedOver> malformed = RecordFaults.ofEnvelope(record);
    if (malformed.isPresent()) {
      refused.add(malformed.get());
      return;
    }
    Position position = Position.of(record);
    try {
      SpecificRecord decoded = codec.decode(record.value());
      Optional<PassedOver> fault = RecordFaults.of(decoded, record.key(), position, partitions);
      if (fault.isPresent()) {
        refused.add(fault.get());
      } else {
        Event event = (Event) decoded;
        events.add(new LoggedEvent(position, event));
        Instant timestamp = Instant.ofEpochMilli(record.timestamp());
        if (event.getOccurredAt().isAfter(timestamp.plus(MAX_AHEAD))) {
          aheadOfTimestamp.add(position);
        }
      }
    } catch (EventCodec.Undecodable e) {
      refused.add(
          new PassedOver(position, PassedOver.Why.UNDECODABLE, String.valueOf(e.getMessage())));
    }
  }

  private void takeDeadLetter(ConsumerRecord<byte[], byte[]> letter) {
    Header reason = letter.headers().lastHeader(REASON_HEADER);
    if (letter.key() != null) {
      deadLetters.put(
          Utils.utf8(letter.key()), reason == null ? "no reason" : Utils.utf8(reason.value()));
    }
  }

  /**
   * The events that count at {@code now}. Whether an event was ahead of the clock when the service
   * read it cannot be derived from the log. The dead letters are therefore accepted as evidence for
   * that.
   */
  public Contents contents(Instant now) {
    List<LoggedEvent> counting = new ArrayList<>();
    List<PassedOver> passedOver = new ArrayList<>(refused);
    for (LoggedEvent event : events) {
      Position position = event.position();
      String deadLetterReason = deadLetterReason(position);
      Instant at = event.event().getOccurredAt();
      if (at.isAfter(now.plus(MAX_AHEAD))) {
        passedOver.add(
            new PassedOver(
                position,
                PassedOver.Why.AHEAD,
                "occurredAt is %s, the clock is at %s".formatted(at, now)));
      } else if (deadLetterReason != null) {
        passedOver.add(
            new PassedOver(
                position,
                deadLetterReason.contains("ahead of the clock")
                    ? PassedOver.Why.AHEAD
                    : PassedOver.Why.DEAD_LETTER,
                deadLetterReason));
      } else {
        counting.add(event);
      }
    }
    return new Contents(counting, passedOver, (long) events.size() + refused.size());
  }

  /** The reason of the dead letter for a record; null if there is none. */
  private @Nullable String deadLetterReason(Position position) {
    return deadLetters.get(position.topic() + "/" + position.partition() + "/" + position.offset());
  }

  /**
   * Events that would count if there were no dead letter for them, and whose record does not
   * justify the dead letter: the event's time is at most five minutes ahead of the record's
   * timestamp.
   */
  public List<LoggedEvent> excludedByDeadLetterAlone() {
    return events.stream()
        .filter(
            event ->
                deadLetterReason(event.position()) != null
                    && !aheadOfTimestamp.contains(event.position()))
        .toList();
  }
}
