package org.iecpools.kit.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.iecpools.kafka.Topic;

/**
 * Counts the records that a service reads. No label depends on the content of a record, so hostile
 * input creates no series. All series of a topic exist before its first record is read, because
 * Prometheus notices an increase only of a series that it has seen before.
 */
final class IntakeMeters {

  /** The type of records that are not of a type of the topic. */
  static final String UNKNOWN_TYPE = "unknown";

  /** Why a record is refused. */
  enum Refusal {
    /** Its timestamp or its length is out of range, so it is not decoded. */
    ENVELOPE,
    /** Its bytes are not a record of a registered schema. */
    UNDECODABLE,
    /** It is a record of another topic. */
    WRONG_TOPIC,
    /** Its key or its partition is not the one that follows from its content. */
    WRONG_KEY,
    /** A field has a value that the schema permits but the topic does not. */
    CONTENT,
    /** Its time is too far ahead. */
    TIME,
    /** The check itself failed. */
    NOT_CHECKED;

    private boolean isOfAcceptedType() {
      return switch (this) {
        case ENVELOPE, UNDECODABLE, WRONG_TOPIC -> false;
        case WRONG_KEY, CONTENT, TIME, NOT_CHECKED -> true;
      };
    }
  }

  private record Accepted(String topic, String type) {}

  private record Refused(String topic, String type, Refusal reason) {}

  private final MeterRegistry meters;

  /** By name, because the registry's own lookup builds an id each time. */
  private final Map<Accepted, Counter> accepted = new ConcurrentHashMap<>();

  private final Map<Refused, Counter> refused = new ConcurrentHashMap<>();

  IntakeMeters(MeterRegistry meters) {
    this.meters = meters;
  }

  /** Creates the counters of a topic that is validated for the topology. */
  void register(Topic<?> topic) {
    poisoned(topic.name());
    for (Class<?> type : topic.types()) {
      accepted(topic, type.getSimpleName(), 0);
      Arrays.stream(Refusal.values())
          .filter(Refusal::isOfAcceptedType)
          .forEach(reason -> refused(topic, type.getSimpleName(), reason));
    }
    Arrays.stream(Refusal.values())
        .filter(reason -> !reason.isOfAcceptedType())
        .forEach(reason -> refused(topic, UNKNOWN_TYPE, reason));
  }

  /** Creates the counters of a topic that is followed as a whole. */
  void registerFollowed(Topic<?> topic) {
    skipped(topic);
    poisoned(topic.name());
  }

  /** The label for the type of a record. */
  static String typeOf(Topic<?> topic, Object record) {
    return topic.accepts(record) ? record.getClass().getSimpleName() : UNKNOWN_TYPE;
  }

  void accepted(Topic<?> topic, String type, long records) {
    accepted
        .computeIfAbsent(
            new Accepted(topic.name(), type),
            it -> meters.counter("iec.intake.accepted", "topic", it.topic(), "type", it.type()))
        .increment(records);
  }

  Counter refused(Topic<?> topic, String type, Refusal reason) {
    return refused.computeIfAbsent(
        new Refused(topic.name(), type, reason),
        it ->
            meters.counter(
                "iec.intake.refused",
                "topic",
                it.topic(),
                "type",
                it.type(),
                "reason",
                it.reason().name().toLowerCase(Locale.ROOT)));
  }

  Counter poisoned(String topic) {
    return meters.counter("iec.intake.poisoned", "topic", topic);
  }

  Counter skipped(Topic<?> topic) {
    return meters.counter("iec.followers.skipped", "topic", topic.name());
  }
}
