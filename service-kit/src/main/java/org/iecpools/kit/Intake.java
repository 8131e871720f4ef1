package org.iecpools.kit;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.iecpools.events.Topic;
import org.iecpools.events.Topics;

/**
 * The one way into a topology: reads a topic and lets those records pass that the {@link Gate} lets
 * pass. The others become dead letters where this service owns the topic, in the transaction that
 * passes them by; other readers skip and count them.
 */
public final class Intake {

  private final Gate gate;

  /** Through this gate. */
  public Intake(Gate gate) {
    this.gate = gate;
  }

  /** The topic's good records. */
  public <E> KStream<String, Received<E>> read(StreamsBuilder builder, Topic<E> topic) {
    String name = topic.name().substring("iec.".length());
    KStream<String, Gate.Outcome> outcomes =
        builder.stream(
                topic.name(),
                Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName(name + "-source"))
            .process(() -> new Check(topic), Named.as(name + "-check"));
    if (gate.owns(topic)) {
      outcomes
          .filter((_, o) -> o instanceof Gate.Outcome.Refused, Named.as(name + "-refused"))
          .process(LetterWriter::new, Named.as(name + "-letters"))
          .to(
              Topics.DEAD_LETTERS.name(),
              Produced.with(Serdes.String(), Serdes.ByteArray()).withName(name + "-dead-letters"));
    }
    return outcomes
        .filter((_, o) -> o instanceof Gate.Outcome.Accepted, Named.as(name + "-accepted"))
        .mapValues(Intake::<E>received, Named.as(name + "-received"));
  }

  @SuppressWarnings("unchecked") // the gate let pass only what the topic accepts
  private static <E> Received<E> received(Gate.Outcome outcome) {
    return (Received<E>) ((Gate.Outcome.Accepted) outcome).received();
  }

  /** Gives the letter the headers that say why. */
  private static final class LetterWriter
      extends ContextualProcessor<String, Gate.Outcome, String, byte[]> {
    @Override
    public void process(Record<String, Gate.Outcome> record) {
      DeadLetter letter = ((Gate.Outcome.Refused) record.value()).letter();
      context()
          .forward(
              new Record<>(letter.place(), letter.value(), record.timestamp(), letter.headers()));
    }
  }

  private final class Check extends ContextualProcessor<byte[], byte[], String, Gate.Outcome> {
    private final Topic<?> topic;

    Check(Topic<?> topic) {
      this.topic = topic;
    }

    @Override
    public void process(Record<byte[], byte[]> in) {
      RecordMetadata place = context().recordMetadata().orElseThrow();
      Gate.Outcome outcome =
          gate.examine(
              topic,
              new ConsumerRecord<>(
                  place.topic(),
                  place.partition(),
                  place.offset(),
                  in.timestamp(),
                  TimestampType.CREATE_TIME,
                  ConsumerRecord.NULL_SIZE,
                  ConsumerRecord.NULL_SIZE,
                  in.key(),
                  in.value(),
                  in.headers(),
                  Optional.empty()));
      String key = in.key() == null ? null : new String(in.key(), StandardCharsets.UTF_8);
      context().forward(new Record<>(key, outcome, in.timestamp()));
    }
  }
}
