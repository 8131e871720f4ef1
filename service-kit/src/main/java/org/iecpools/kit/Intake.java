package org.iecpools.kit;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
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

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
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
        faults.addAll(RecordCheck.faults(topic, record, key, place.partition(), partitions));
        if (faults.isEmpty() && record instanceof Event event) {
          faults.addAll(RecordCheck.timeFaults(event, clock));
        }
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
