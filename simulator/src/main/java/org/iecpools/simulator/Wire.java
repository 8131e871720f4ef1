package org.iecpools.simulator;

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
import org.iecpools.events.EventCodec;
import org.iecpools.events.SchemaRegistry;
import org.iecpools.events.Topic;
import org.iecpools.events.Topics;

/**
 * The topics, as upstream sees them: a plain producer for what it says, a plain consumer for what
 * the services publish. Not for several threads.
 */
final class Wire implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final EventCodec codec;
  private final KafkaProducer<String, byte[]> producer;
  private final KafkaConsumer<String, byte[]> consumer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private List<TopicPartition> read = List.of();
  private long sent;

  Wire(String bootstrapServers, URI registry) {
    this.codec = new EventCodec(new SchemaRegistry(registry));
    // A season goes on while the registry is away, also at the first event of a type.
    codec.preload();
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.LINGER_MS_CONFIG,
                2),
            new StringSerializer(),
            new ByteArraySerializer());
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                5000),
            new StringDeserializer(),
            new ByteArrayDeserializer());
  }

  /** Sends an event to its topic under its key; {@link #flush} tells whether it arrived. */
  void send(Event event) {
    send(Topics.of(event), Topics.keyOf(event), (SpecificRecord) event);
    sent++;
  }

  void send(ClockTicked tick) {
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

  /** Events sent so far, repeats included. */
  long sent() {
    return sent;
  }

  /**
   * Returns when the broker has everything.
   *
   * @throws IllegalStateException when it refused something
   */
  void flush() {
    producer.flush();
    if (failure.get() != null) {
      throw new IllegalStateException("the broker refused a record", failure.get());
    }
  }

  /** Reads these topics from now on, what stands there already left aside. */
  void follow(Topic<?>... topics) {
    read = partitions(topics);
    consumer.assign(read);
    consumer.seekToEnd(read);
    read.forEach(consumer::position);
  }

  /** Reads these topics from their first record on. */
  void followFromStart(Collection<Topic<? extends Event>> topics) {
    read = partitions(topics.toArray(Topic[]::new));
    consumer.assign(read);
    consumer.seekToBeginning(read);
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
   * Hands on everything that was committed before this call and not read yet.
   *
   * @throws IllegalStateException when the end is not reached in time
   */
  void readToEnd(Consumer<ConsumerRecord<String, byte[]>> reader) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(read);
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      if (System.nanoTime() > giveUp) {
        throw new IllegalStateException("could not read the topics to their ends");
      }
      consumer.poll(Duration.ofMillis(50)).forEach(reader);
    }
  }

  /** The event in a record that a service wrote. */
  Event decode(ConsumerRecord<String, byte[]> record) {
    return eventIn(record)
        .orElseThrow(
            () -> new IllegalStateException("a service wrote what is no event: " + record));
  }

  /** The event in a record; empty where there is none. */
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
