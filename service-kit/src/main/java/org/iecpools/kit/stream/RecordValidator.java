package org.iecpools.kit.stream;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Utils;
import org.iecpools.events.Event;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.Topic;
import org.iecpools.kit.clock.ServiceClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Validates records: decodes each record once and accepts it only if it fits its topic, key,
 * partition and time. No record can make it throw, whatever its bytes.
 */
public final class RecordValidator {

  private static final Logger LOG = LoggerFactory.getLogger(RecordValidator.class);
  private static final Duration REGISTRY_TIMEOUT = Duration.ofMinutes(2);

  private final String service;
  private final EventCodec codec;
  private final ServiceClock clock;
  private final int partitions;
  private final IntakeMeters meters;
  private final FailedRecords failures = new FailedRecords();

  /**
   * @param service name of the reading service, as in {@link Topic#deadLettersBy}
   * @param partitions of every event topic, 1 or more
   */
  public RecordValidator(
      String service, EventCodec codec, ServiceClock clock, int partitions, MeterRegistry meters) {
    this.service = service;
    this.codec = codec;
    this.clock = clock;
    this.partitions = partitions;
    this.meters = new IntakeMeters(meters);
  }

  /** Result of validating a record. */
  public sealed interface Outcome {
    /** The record is valid. */
    record Accepted(Received<?> received) implements Outcome {}

    /**
     * The record is refused; the letter contains the reason.
     *
     * @param poisoned whether the record is valid but this service failed to process it. This
     *     service then writes the letter, regardless of the topic's owner
     */
    record Refused(DeadLetter letter, boolean poisoned) implements Outcome {}
  }

  /** Result of inspecting a record. */
  sealed interface Inspection {
    /** The record is valid. */
    record Valid(String key, SpecificRecord event) implements Inspection {}

    /**
     * The record is refused.
     *
     * @param faults all of them, as sentences; at least one
     * @param type as in {@link IntakeMeters#typeOf}
     * @param reason that of the first fault
     */
    record Invalid(List<String> faults, String type, IntakeMeters.Refusal reason)
        implements Inspection {}
  }

  /**
   * Announces that records of a topic will be {@linkplain #examine examined}, so that its counters
   * exist before the first one.
   */
  public void expect(Topic<?> topic) {
    meters.register(topic);
  }

  /** The same for a topic that is {@linkplain #follow followed}. */
  void expectFollowed(Topic<?> topic) {
    meters.registerFollowed(topic);
  }

  /**
   * Whether this service writes the dead letters of a topic. Other readers skip and count refused
   * records.
   */
  public boolean owns(Topic<?> topic) {
    return service.equals(topic.deadLettersBy());
  }

  /** Number of partitions of each event topic. */
  public int partitions() {
    return partitions;
  }

  /** Whether events are of a simulation, whose tasks commit for its barrier. */
  boolean isSimulated() {
    return clock.isSimulated();
  }

  /** Simple name of an event's type, by its schema; empty if the schema is not known. */
  Optional<String> typeOf(byte[] value) {
    return codec.typeOf(value);
  }

  /** Failure counts of records. */
  public FailedRecords failures() {
    return failures;
  }

  /** The latest event time that a record may have, in milliseconds since 1970, UTC. */
  public long latest(ConsumerRecord<?, ?> record) {
    return RecordCheck.AHEAD.toMillis()
        + (clock.isSimulated() ? clock.instant().toEpochMilli() : record.timestamp());
  }

  /**
   * Validates a record, and counts and logs a refusal.
   *
   * @throws SchemaRegistry.Unavailable if the registry has not answered for two minutes
   */
  public Outcome examine(Topic<?> topic, ConsumerRecord<byte[], byte[]> in) {
    Optional<String> verdict = failures.verdict(in.topic(), in.partition(), in.offset());
    if (verdict.isPresent()) {
      return poisoned(topic, in, verdict.get());
    }
    return switch (inspect(topic, in, partitions)) {
      case Inspection.Valid(String key, SpecificRecord event) -> {
        meters.accepted(topic, event.getClass().getSimpleName(), 1);
        yield new Outcome.Accepted(new Received<>(key, event, in));
      }
      case Inspection.Invalid(List<String> faults, String type, IntakeMeters.Refusal reason) -> {
        String place = place(in);
        meters.refused(topic, type, reason).increment();
        LOG.warn("refused record={} reason=\"{}\"", place, forLog(faults));
        yield new Outcome.Refused(letter(place, in, faults), false);
      }
    };
  }

  /**
   * Validates a record for a follower: an invalid one is counted, logged and skipped, because the
   * service that reads the topic into its tasks writes the dead letter.
   *
   * @param of number of partitions of the topic
   * @return the event; empty if the record is invalid
   * @throws SchemaRegistry.Unavailable if the registry has not answered for two minutes
   */
  Optional<SpecificRecord> follow(Topic<?> topic, ConsumerRecord<byte[], byte[]> in, int of) {
    return switch (inspect(topic, in, of)) {
      case Inspection.Valid(_, SpecificRecord event) -> Optional.of(event);
      case Inspection.Invalid(List<String> faults, _, _) -> {
        meters.skipped(topic).increment();
        LOG.warn("skipped record={} reason=\"{}\"", place(in), forLog(faults));
        yield Optional.empty();
      }
    };
  }

  /**
   * Validates a record without regard to earlier failures.
   *
   * @param of number of partitions of the topic
   * @throws SchemaRegistry.Unavailable if the registry has not answered for two minutes
   */
  private Inspection inspect(Topic<?> topic, ConsumerRecord<byte[], byte[]> in, int of) {
    List<String> faults = new ArrayList<>();
    String key = key(in);
    SpecificRecord record = null;
    IntakeMeters.Refusal reason = IntakeMeters.Refusal.ENVELOPE;
    try {
      faults.addAll(RecordCheck.faultsOfEnvelope(topic, in));
      if (faults.isEmpty()) {
        reason = IntakeMeters.Refusal.UNDECODABLE;
        record = decode(in.value(), faults);
      }
      if (record != null) {
        faults.addAll(RecordCheck.faults(topic, record, key, in.partition(), of));
        if (!faults.isEmpty()) {
          reason = RecordCheck.reason(topic, record, key, in.partition(), of);
        } else if (record instanceof Event event) {
          reason = IntakeMeters.Refusal.TIME;
          faults.addAll(RecordCheck.timeFaults(event, clock, in.timestamp()));
        }
      }
    } catch (SchemaRegistry.Unavailable | KafkaException e) {
      throw e; // the registry is down, or the service stops
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("could not check record={}", place(in), e);
      reason = IntakeMeters.Refusal.NOT_CHECKED;
      faults.add("could not be checked: " + e);
    }
    return record == null || key == null || !faults.isEmpty()
        ? new Inspection.Invalid(
            List.copyOf(faults),
            record == null ? IntakeMeters.UNKNOWN_TYPE : IntakeMeters.typeOf(topic, record),
            reason)
        : new Inspection.Valid(key, record);
  }

  /**
   * Gives up a valid record because this service has failed to process it.
   *
   * @param reason text of the exception
   */
  public Outcome.Refused poisoned(
      Topic<?> topic, ConsumerRecord<byte[], byte[]> in, String reason) {
    String place = place(in);
    poisoned(topic.name(), place, reason);
    return new Outcome.Refused(letter(place, in, List.of(reason)), true);
  }

  /** Counts and logs a record that is given up. */
  void poisoned(String topic, String place, String reason) {
    failures.poisoned(place, reason);
    meters.poisoned(topic).increment();
    LOG.error("gave up record={} reason=\"{}\"", place, forLog(List.of(reason)));
  }

  DeadLetter letter(String place, ConsumerRecord<byte[], byte[]> in, List<String> faults) {
    ConsumerRecord<byte[], byte[]> small = Trim.of(in);
    return DeadLetter.of(service, place, small.key(), small.value(), small.headers(), faults);
  }

  static String place(ConsumerRecord<?, ?> in) {
    return in.topic() + "/" + in.partition() + "/" + in.offset();
  }

  private static @Nullable String key(ConsumerRecord<byte[], byte[]> in) {
    return in.key() == null ? null : new String(in.key(), StandardCharsets.UTF_8);
  }

  /** Makes faults safe to log, because they quote input from outside. */
  static String forLog(List<String> faults) {
    return Printable.of(String.join("; ", faults), 1_000);
  }

  /**
   * Counts valid records that did not have to be examined.
   *
   * @param type simple name of their class, which must be a type of the topic
   */
  public void accepted(Topic<?> topic, String type, long records) {
    meters.accepted(topic, type, records);
  }

  /**
   * Decodes a value. Waits for a registry that is down, because that is not a fault of the record.
   */
  private @Nullable SpecificRecord decode(byte[] value, List<String> faults) {
    long end = System.nanoTime() + REGISTRY_TIMEOUT.toNanos();
    while (true) {
      try {
        return codec.decode(value);
      } catch (EventCodec.Undecodable e) {
        faults.add(e.getMessage());
        return null;
      } catch (SchemaRegistry.Unavailable e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        LOG.warn("waiting for the registry: {}", e.getMessage());
        Utils.sleep(1000);
      }
    }
  }
}
