package org.iecpools.kit;

import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.iecpools.events.Event;
import org.iecpools.events.EventCodec;
import org.iecpools.events.Topic;
import org.iecpools.events.Topics;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;

/** Publishes what came in by HTTP. */
public final class EventPublisher {

  private final EventCodec codec;
  private final KafkaTemplate<String, byte[]> kafka;

  EventPublisher(EventCodec codec, KafkaTemplate<String, byte[]> kafka) {
    this.codec = codec;
    this.kafka = kafka;
  }

  /** Done when the broker has acknowledged the event on the topic that it belongs on. */
  public CompletableFuture<RecordMetadata> publish(Event event) {
    return send(Topics.of(event).name(), Topics.keyOf(event), (SpecificRecord) event);
  }

  /** The same for a record that is no domain event. */
  public <E> CompletableFuture<RecordMetadata> publish(Topic<E> topic, E record) {
    return send(topic.name(), topic.key().apply(record), (SpecificRecord) record);
  }

  private CompletableFuture<RecordMetadata> send(String topic, String key, SpecificRecord record) {
    return kafka.send(topic, key, codec.encode(record)).thenApply(SendResult::getRecordMetadata);
  }
}
