package org.iecpools.kit;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.iecpools.events.Event;
import org.iecpools.events.EventCodec;
import org.iecpools.events.SchemaRegistry;
import org.iecpools.events.Topic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where each record is decoded, once, and only those pass that fit their topic, key, partition and
 * time.
 */
public final class Gate {

  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
  private static final Duration REGISTRY_PATIENCE = Duration.ofMinutes(2);

  private final String service;
  private final EventCodec codec;
  private final ServiceClock clock;
  private final int partitions;
  private final MeterRegistry meters;

  /**
   * @param service the reader's name, as {@link Topic#owner} knows it
   * @param partitions of every event topic, 1 or more
   */
  public Gate(
      String service, EventCodec codec, ServiceClock clock, int partitions, MeterRegistry meters) {
    this.service = service;
    this.codec = codec;
    this.clock = clock;
    this.partitions = partitions;
    this.meters = meters;
  }

  /** What a record turned out to be. */
  public sealed interface Outcome {
    /** In order. */
    record Accepted(Received<?> received) implements Outcome {}

    /** Not to be taken; the letter says why. */
    record Refused(DeadLetter letter) implements Outcome {}
  }

  /** Whether this service writes the dead letters of a topic; other readers skip and count. */
  public boolean owns(Topic<?> topic) {
    return service.equals(topic.owner());
  }

  /** Partitions of every event topic. */
  public int partitions() {
    return partitions;
  }

  /** The latest time that a record may state, milliseconds UTC. */
  public long latest(ConsumerRecord<?, ?> record) {
    return RecordCheck.AHEAD.toMillis()
        + (clock.isSimulated() ? clock.instant().toEpochMilli() : record.timestamp());
  }

  /**
   * Looks at a record.
   *
   * @throws SchemaRegistry.Unavailable when the registry has not answered for two minutes
   */
  public Outcome examine(Topic<?> topic, ConsumerRecord<byte[], byte[]> in) {
    String key = in.key() == null ? null : new String(in.key(), StandardCharsets.UTF_8);
    List<String> faults = new ArrayList<>();
    SpecificRecord record = decode(in.value(), faults);
    if (record != null) {
      faults.addAll(RecordCheck.faults(topic, record, key, in.partition(), partitions));
      if (faults.isEmpty() && record instanceof Event event) {
        faults.addAll(RecordCheck.timeFaults(event, clock, in.timestamp()));
      }
    }
    if (faults.isEmpty()) {
      accepted(topic, 1);
      return new Outcome.Accepted(
          new Received<>(
              key,
              record,
              in.topic(),
              in.partition(),
              in.offset(),
              Instant.ofEpochMilli(in.timestamp())));
    }
    String place = in.topic() + "/" + in.partition() + "/" + in.offset();
    meters.counter("iec.intake.refused", "topic", topic.name()).increment();
    LOG.warn("refused record={} reason=\"{}\"", place, forLog(faults));
    return new Outcome.Refused(
        DeadLetter.of(service, place, in.key(), in.value(), in.headers(), faults));
  }

  /** Faults quote what came from outside. */
  static String forLog(List<String> faults) {
    return Printable.of(String.join("; ", faults), 1_000);
  }

  /** Counts records that were in order and did not have to be examined. */
  public void accepted(Topic<?> topic, long records) {
    meters.counter("iec.intake.accepted", "topic", topic.name()).increment(records);
  }

  /** Waits for a registry that is down: that is nobody's bad record. */
  private SpecificRecord decode(byte[] value, List<String> faults) {
    long end = System.nanoTime() + REGISTRY_PATIENCE.toNanos();
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
