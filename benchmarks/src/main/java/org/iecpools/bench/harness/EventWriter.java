package org.iecpools.bench.harness;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.iecpools.events.Event;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.StackException;

/** Writes events like an upstream system: to their topic, with their key, compressed with lz4. */
public final class EventWriter implements AutoCloseable {

  private final EventCodec codec;
  private final KafkaProducer<String, byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /**
   * @param connection settings of Kafka clients
   * @param lingerMs how long a batch waits for more records, in milliseconds
   */
  public EventWriter(Map<String, Object> connection, EventCodec codec, int lingerMs) {
    this.codec = codec;
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, lingerMs);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64 << 20);
    this.producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  /** Sends an event to its topic without waiting; {@link #flush} reports failures. */
  public void send(Event event) {
    send(Topics.of(event).name(), event, () -> {});
  }

  /**
   * Sends an event without waiting; {@link #flush} reports failures.
   *
   * @param topic the event's own topic, or one with the same keys
   * @param acknowledged runs on the producer's thread when the broker has stored the event
   */
  public void send(String topic, Event event, Runnable acknowledged) {
    producer.send(
        record(topic, event),
        (_, e) -> {
          if (e == null) {
            acknowledged.run();
          } else {
            failure.compareAndSet(null, e);
          }
        });
  }

  /** Sends an event and waits for the broker's acknowledgement. */
  public void sendAndWait(Event event) throws InterruptedException {
    try {
      producer.send(record(Topics.of(event).name(), event)).get();
    } catch (ExecutionException e) {
      throw new StackException("the broker refused an event: " + e.getCause(), e);
    }
  }

  private ProducerRecord<String, byte[]> record(String topic, Event event) {
    return new ProducerRecord<>(topic, Topics.keyOf(event), codec.encode((SpecificRecord) event));
  }

  /**
   * Waits for all acknowledgements.
   *
   * @throws StackException if the broker refused an event
   */
  public void flush() {
    producer.flush();
    if (failure.get() != null) {
      throw new StackException("the broker refused an event: " + failure.get(), failure.get());
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
