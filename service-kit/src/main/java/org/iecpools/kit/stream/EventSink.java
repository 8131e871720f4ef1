package org.iecpools.kit.stream;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topic;
import org.iecpools.kit.trace.Traces;

/** Writes records to their topic under the key that the topic requires. */
public final class EventSink {

  private final EventCodec codec;
  private final WrittenMeters meters;
  private final Traces traces;

  /**
   * @param codec encodes the records
   * @param traces gives the records their trace context
   */
  public EventSink(EventCodec codec, MeterRegistry meters, Traces traces) {
    this.codec = codec;
    this.traces = traces;
    this.meters = new WrittenMeters(meters);
  }

  /** Writes a stream's records to a topic. Their current keys are ignored. */
  public <E> void write(KStream<?, ? extends E> records, Topic<E> topic) {
    meters.register(topic);
    String name = topic.name().substring("iec.".length());
    records
        .process(() -> new Encoder<>(topic), Named.as(name + "-encode"))
        .to(
            topic.name(),
            Produced.with(Serdes.String(), Serdes.ByteArray()).withName(name + "-sink"));
  }

  private final class Encoder<K, E, V extends E> extends ContextualProcessor<K, V, String, byte[]> {
    private final Topic<E> topic;

    Encoder(Topic<E> topic) {
      this.topic = topic;
    }

    @Override
    public void process(Record<K, V> record) {
      SpecificRecord written = (SpecificRecord) record.value();
      meters.written(topic.name(), written);
      // The record timestamp is the wall clock, because domain time may be years away in a
      // simulation.
      context()
          .forward(
              new Record<>(
                  topic.key().apply(record.value()),
                  codec.encode(written),
                  context().currentSystemTimeMs(),
                  traces.headersOf(written)));
    }
  }
}
