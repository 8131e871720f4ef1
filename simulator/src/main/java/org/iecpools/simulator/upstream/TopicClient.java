package org.iecpools.simulator.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.Event;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;

/** Writes upstream's events to the topics and reads the events of the services. Not thread-safe. */
public final class TopicClient implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(50);

  private final EventCodec codec;
  private final KafkaProducer<String, byte[]> producer;
  private final KafkaConsumer<String, byte[]> consumer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private List<TopicPartition> followed = List.of();
  private long sent;

  /**
   * Connects to a broker and loads all schemas.
   *
   * @param bootstrapServers address of the broker, host:port
   * @param registry the schema registry
   * @param client how to authenticate to both
   * @throws org.iecpools.kafka.AccessDenied if the broker expects another way of authentication
   */
  public TopicClient(String bootstrapServers, URI registry, ClientConfig client) {
    client.check(bootstrapServers);
    this.codec = new EventCodec(client.registry(registry));
    // With all schemas loaded, a season continues while the registry is unavailable.
    codec.preload();
    Map<String, Object> writing = client.kafka(bootstrapServers);
    writing.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    writing.put(ProducerConfig.LINGER_MS_CONFIG, 2);
    this.producer = new KafkaProducer<>(writing, new StringSerializer(), new ByteArraySerializer());
    Map<String, Object> reading = client.kafka(bootstrapServers);
    reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    reading.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5000);
    this.consumer =
        new KafkaConsumer<>(reading, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /** Sends an event to its topic with its key, asynchronously; {@link #flush} reports failures. */
  public void send(Event event) {
    send(Topics.of(event), Topics.keyOf(event), (SpecificRecord) event);
    sent++;
  }

  /** Sends a tick of the clock, asynchronously; {@link #flush} reports failures. */
  public void send(ClockTicked tick) {
    send(Topics.CLOCK, tick.getRun(), tick);
  }

  private void send(Topic<?> topic, String key, SpecificRecord record) {
    producer.send(
        new ProducerRecord<>(topic.name(), key, codec.encode(record)),
        (_, e) -> {
          if (e != null) {
            failure.compareAndSet(null, e);
          }
        });
  }

  /** Number of events sent so far, including repeats; ticks do not count. */
  public long sent() {
    return sent;
  }

  /**
   * Waits until the broker has stored everything sent.
   *
   * @throws IllegalStateException if the broker refused a record
   */
  public void flush() {
    producer.flush();
    Exception refused = failure.get();
    if (refused != null) {
      throw new IllegalStateException("the broker refused a record", refused);
    }
  }

  /** Starts reading these topics at their current ends. */
  public void follow(Topic<?>... topics) {
    followed = partitions(topics);
    consumer.assign(followed);
    consumer.seekToEnd(followed);
    followed.forEach(consumer::position);
  }

  /** Starts reading these topics at their first records. */
  void followFromStart(Collection<Topic<? extends Event>> topics) {
    followed = partitions(topics.toArray(Topic[]::new));
    consumer.assign(followed);
    consumer.seekToBeginning(followed);
  }

  private List<TopicPartition> partitions(Topic<?>... topics) {
    var partitions = new ArrayList<TopicPartition>();
    for (Topic<?> topic : topics) {
      consumer
          .partitionsFor(topic.name())
          .forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
    }
    return partitions;
  }

  /**
   * Passes on everything that was committed before this call and not read yet.
   *
   * @throws IllegalStateException if the end is not reached within two minutes
   */
  public void readToEnd(Consumer<ConsumerRecord<String, byte[]>> reader) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(followed);
    long giveUp = System.nanoTime() + TIMEOUT.toNanos();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      if (System.nanoTime() > giveUp) {
        throw new IllegalStateException(
            "the topics could not be read to their ends within %d s"
                .formatted(TIMEOUT.toSeconds()));
      }
      readNext(reader);
    }
  }

  /** Waits a moment for records that were not read yet, and passes them on. */
  public void readNext(Consumer<ConsumerRecord<String, byte[]>> reader) {
    consumer.poll(POLL).forEach(reader);
  }

  /**
   * Decodes a record that a service wrote.
   *
   * @throws IllegalStateException if it does not contain an event
   */
  public Event decode(ConsumerRecord<String, byte[]> record) {
    return eventIn(record)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "a service wrote a record that does not contain an event: " + record));
  }

  /** Decodes a record; empty if it does not contain an event. */
  Optional<Event> eventIn(ConsumerRecord<String, byte[]> record) {
    try {
      return codec.decode(record.value()) instanceof Event event
          ? Optional.of(event)
          : Optional.empty();
    } catch (EventCodec.Undecodable _) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(10));
    consumer.close();
  }
}
