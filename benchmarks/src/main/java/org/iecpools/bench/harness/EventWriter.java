package org.iecpools.bench.harness;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
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
  private final boolean traced;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /**
   * @param connection settings of Kafka clients
   * @param lingerMs how long a batch waits for more records, in milliseconds
   */
  public EventWriter(Map<String, Object> connection, EventCodec codec, int lingerMs) {
    this(connection, codec, lingerMs, false);
  }

  /**
   * @param connection settings of Kafka clients
   * @param lingerMs how long a batch waits for more records, in milliseconds
   * @param traced whether each record begins a trace that is sampled
   */
  public EventWriter(
      Map<String, Object> connection, EventCodec codec, int lingerMs, boolean traced) {
    this.codec = codec;
    this.traced = traced;
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
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(topic, Topics.keyOf(event), codec.encode((SpecificRecord) event));
    if (traced) {
      record.headers().add("traceparent", newContext());
    }
    return record;
  }

  /** A context in the format of W3C. Its ids must not be 0. */
  private static byte[] newContext() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return "00-%016x%016x-%016x-01"
        .formatted(random.nextLong(), random.nextLong() | 1, random.nextLong() | 1)
        .getBytes(US_ASCII);
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
