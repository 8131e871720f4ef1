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

/**
 * All events read so far with their places, and all records that are not valid events. Not
 * thread-safe.
 */
public final class EventLog {

  private static final Duration AHEAD = Duration.ofMinutes(5);
  private static final String REASON = "iec-dead-letter-reason";

  private final EventCodec codec;
  private final List<LoggedEvent> events = new ArrayList<>();
  private final List<PassedOver> refused = new ArrayList<>();
  private final Map<String, String> deadLetters = new HashMap<>();
  private final Set<Place> aheadOfThemselves = new HashSet<>();

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
    Place place = new Place(record.topic(), record.partition(), record.offset());
    Optional<Faults.Fault> malformed = Faults.ofEnvelope(record);
    if (malformed.isPresent()) {
      refused.add(new PassedOver(place, malformed.get().why(), malformed.get().detail()));
      return;
    }
    try {
      SpecificRecord decoded = codec.decode(record.value());
      Optional<Faults.Fault> fault = Faults.of(decoded, record.key(), place, partitions);
      if (fault.isPresent()) {
        refused.add(new PassedOver(place, fault.get().why(), fault.get().detail()));
      } else {
        Event event = (Event) decoded;
        events.add(new LoggedEvent(place, event));
        if (event.getOccurredAt().isAfter(Instant.ofEpochMilli(record.timestamp()).plus(AHEAD))) {
          aheadOfThemselves.add(place);
        }
      }
    } catch (EventCodec.Undecodable e) {
      refused.add(new PassedOver(place, PassedOver.Why.UNDECODABLE, e.getMessage()));
    }
  }

  private void takeDeadLetter(ConsumerRecord<byte[], byte[]> letter) {
    Header reason = letter.headers().lastHeader(REASON);
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
      Place place = event.place();
      String letter = letter(place);
      Instant at = event.event().getOccurredAt();
      if (at.isAfter(now.plus(AHEAD))) {
        passedOver.add(
            new PassedOver(place, PassedOver.Why.AHEAD, "occurredAt " + at + ", now " + now));
      } else if (letter != null) {
        passedOver.add(
            new PassedOver(
                place,
                letter.contains("ahead of the clock")
                    ? PassedOver.Why.AHEAD
                    : PassedOver.Why.DEAD_LETTER,
                letter));
      } else {
        counting.add(event);
      }
    }
    return new Contents(counting, passedOver, (long) events.size() + refused.size());
  }

  private String letter(Place place) {
    return deadLetters.get(place.topic() + "/" + place.partition() + "/" + place.offset());
  }

  /**
   * Events that would count if there were no dead letter for them, and whose record does not
   * justify the dead letter: the event's time is at most five minutes ahead of the record's
   * timestamp.
   */
  public List<LoggedEvent> leftOutByWord() {
    return events.stream()
        .filter(
            event -> letter(event.place()) != null && !aheadOfThemselves.contains(event.place()))
        .toList();
  }
}
