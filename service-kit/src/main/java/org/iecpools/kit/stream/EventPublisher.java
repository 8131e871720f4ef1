package org.iecpools.kit.stream;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.iecpools.events.Event;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.trace.Sending;
import org.iecpools.kit.trace.Traces;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;

/** Publishes events and commands received over HTTP. */
public final class EventPublisher {

  private final EventCodec codec;
  private final KafkaTemplate<String, byte[]> kafka;
  private final WrittenMeters meters;
  private final Traces traces;

  /**
   * @param service name of the publishing service, as in {@link Topic#writers}
   * @param traces makes a span of the way of each record to its topic
   */
  EventPublisher(
      String service,
      EventCodec codec,
      KafkaTemplate<String, byte[]> kafka,
      MeterRegistry meters,
      Traces traces) {
    this.codec = codec;
    this.traces = traces;
    this.meters = new WrittenMeters(meters);
    Stream.concat(Topics.EVENTS.stream(), Stream.of(Topics.ROUND_COMMANDS))
        .filter(topic -> topic.writers().contains(service))
        .forEach(this.meters::register);
    this.kafka = kafka;
  }

  /** Publishes an event on its topic. The future completes when the broker has acknowledged it. */
  public CompletableFuture<RecordMetadata> publish(Event event) {
    return publish(event, Attribution.NONE);
  }

  /**
   * Publishes an event on its topic.
   *
   * @param by who ordered it, and why
   */
  public CompletableFuture<RecordMetadata> publish(Event event, Attribution by) {
    return send(Topics.of(event).name(), Topics.keyOf(event), (SpecificRecord) event, by);
  }

  /**
   * Publishes a record that is not a domain event, such as a command.
   *
   * @param by who ordered it, and why
   */
  public <E> CompletableFuture<RecordMetadata> publish(Topic<E> topic, E record, Attribution by) {
    return send(topic.name(), topic.key().apply(record), (SpecificRecord) record, by);
  }

  private CompletableFuture<RecordMetadata> send(
      String topic, String key, SpecificRecord record, Attribution by) {
    var written = new ProducerRecord<>(topic, key, codec.encode(record));
    by.writeTo(written.headers());
    Sending sending = traces.send(topic, record, written.headers());
    try {
      return kafka
          .send(written)
          .thenApply(SendResult::getRecordMetadata)
          .whenComplete(
              (place, failure) -> {
                if (failure == null) {
                  meters.written(topic, record);
                  sending.acknowledged(place);
                } else {
                  sending.failed(failure);
                }
              });
    } catch (RuntimeException e) {
      sending.failed(e);
      throw e;
    }
  }
}
