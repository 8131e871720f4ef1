package org.iecpools.kit;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.iecpools.events.Event;
import org.iecpools.events.EventCodec;
import org.iecpools.events.SchemaRegistry;
import org.iecpools.events.Topic;
import org.iecpools.events.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way in: reads a topic, decodes each record once and lets only those pass that fit their
 * topic, key, partition and time. The others become dead letters where this service owns the topic,
 * in the transaction that passes them by; other readers skip and count them.
 */
public final class Intake {

  /** How far ahead of the clock a record's time may be; upstream clocks differ. */
  public static final Duration AHEAD = Duration.ofMinutes(5);

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final Duration REGISTRY_PATIENCE = Duration.ofMinutes(2);
  private static final Duration CLOCK_PATIENCE = Duration.ofSeconds(10);

  private final String service;
  private final EventCodec codec;
  private final ServiceClock clock;
  private final int partitions;
  private final MeterRegistry meters;

  /**
   * @param service the reader's name, as {@link Topic#owner} knows it
   * @param partitions of every event topic, 1 or more
   */
  public Intake(
      String service, EventCodec codec, ServiceClock clock, int partitions, MeterRegistry meters) {
    this.service = service;
    this.codec = codec;
    this.clock = clock;
    this.partitions = partitions;
    this.meters = meters;
  }

  /** What a record turned out to be. */
  private sealed interface Outcome {
    record Accepted(Received<?> received) implements Outcome {}

    record Refused(DeadLetter letter) implements Outcome {}
  }

  /** The topic's good records. */
  public <E> KStream<String, Received<E>> read(StreamsBuilder builder, Topic<E> topic) {
    String name = topic.name().substring("iec.".length());
    KStream<String, Outcome> outcomes =
        builder.stream(
                topic.name(),
                Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName(name + "-source"))
            .process(() -> new Check(topic), Named.as(name + "-check"));
    if (service.equals(topic.owner())) {
      outcomes
          .filter((_, o) -> o instanceof Outcome.Refused, Named.as(name + "-refused"))
          .process(LetterWriter::new, Named.as(name + "-letters"))
          .to(
              Topics.DEAD_LETTERS.name(),
              Produced.with(Serdes.String(), Serdes.ByteArray()).withName(name + "-dead-letters"));
    }
    return outcomes
        .filter((_, o) -> o instanceof Outcome.Accepted, Named.as(name + "-accepted"))
        .mapValues(Intake::<E>received, Named.as(name + "-received"));
  }

  @SuppressWarnings("unchecked") // Check let pass only what the topic accepts
  private static <E> Received<E> received(Outcome outcome) {
    return (Received<E>) ((Outcome.Accepted) outcome).received();
  }

  /** Gives the letter the headers that say why. */
  private static final class LetterWriter
      extends ContextualProcessor<String, Outcome, String, byte[]> {
    @Override
    public void process(Record<String, Outcome> record) {
      DeadLetter letter = ((Outcome.Refused) record.value()).letter();
      context()
          .forward(
              new Record<>(letter.place(), letter.value(), record.timestamp(), letter.headers()));
    }
  }

  private final class Check extends ContextualProcessor<byte[], byte[], String, Outcome> {
    private final Topic<?> topic;

    Check(Topic<?> topic) {
      this.topic = topic;
    }

    @Override
    public void process(Record<byte[], byte[]> in) {
      RecordMetadata place = context().recordMetadata().orElseThrow();
      String key = in.key() == null ? null : new String(in.key(), StandardCharsets.UTF_8);
      List<String> faults = new ArrayList<>();
      SpecificRecord record = decode(in.value(), faults);
      if (record != null) {
        check(record, key, place.partition(), faults);
      }
      if (faults.isEmpty()) {
        meters.counter("iec.intake.accepted", "topic", topic.name()).increment();
        forward(
            in,
            key,
            new Outcome.Accepted(
                new Received<>(
                    key,
                    record,
                    place.topic(),
                    place.partition(),
                    place.offset(),
                    Instant.ofEpochMilli(in.timestamp()))));
      } else {
        refuse(in, key, place, faults);
      }
    }

    private void refuse(
        Record<byte[], byte[]> in, String key, RecordMetadata place, List<String> faults) {
      String where = place.topic() + "/" + place.partition() + "/" + place.offset();
      meters.counter("iec.intake.refused", "topic", topic.name()).increment();
      LOG.warn("refused record={} reason=\"{}\"", where, String.join("; ", faults));
      Headers headers = in.headers();
      forward(
          in,
          key,
          new Outcome.Refused(
              DeadLetter.of(service, where, in.key(), in.value(), headers, faults)));
    }

    private void forward(Record<byte[], byte[]> in, String key, Outcome outcome) {
      context().forward(new Record<>(key, outcome, in.timestamp()));
    }

    private void check(SpecificRecord record, String key, int partition, List<String> faults) {
      if (!topic.accepts(record)) {
        faults.add(
            "a "
                + record.getSchema().getName()
                + " does not belong on "
                + topic.name()
                + (record instanceof Event e ? " but on " + Topics.of(e).name() : ""));
        return;
      }
      checkKey(expectedKey(record), key, partition, faults);
      faults.addAll(RecordCheck.faults(record));
      if (record instanceof Event event) {
        checkTime(event.getOccurredAt(), faults);
      }
    }

    @SuppressWarnings("unchecked") // the topic accepts it
    private String expectedKey(SpecificRecord record) {
      return ((Topic<Object>) topic).key().apply(record);
    }

    private void checkKey(String expected, String key, int partition, List<String> faults) {
      if (!expected.equals(key)) {
        faults.add(
            "the key is '" + key + "' but must be '" + expected + "' (" + topic.keyedBy() + ")");
        return;
      }
      int right =
          Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
      if (partition != right) {
        faults.add(
            "the key '"
                + key
                + "' belongs on partition "
                + right
                + ", not "
                + partition
                + ": set partitioner=murmur2_random (librdkafka clients choose another by default)");
      }
    }

    private void checkTime(Instant occurredAt, List<String> faults) {
      try {
        if (!clock.isAtLeast(occurredAt.minus(AHEAD), CLOCK_PATIENCE)) {
          faults.add(
              "occurredAt "
                  + occurredAt
                  + " is more than 5 minutes ahead of the clock ("
                  + clock.instant()
                  + ")");
        }
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
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
