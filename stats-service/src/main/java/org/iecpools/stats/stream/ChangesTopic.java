package org.iecpools.stats.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.iecpools.events.ChangeMade;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.stats.stream.ChangeLog.Numbered;
import org.iecpools.stats.stream.ChangeLog.Slice;

/** Reads older changes from Kafka; few at a time, because each reader has buffers. */
public final class ChangesTopic implements OlderChanges {

  /** The only partition. */
  static final TopicPartition ONLY = new TopicPartition(Topics.CHANGES.name(), 0);

  private static final int MOST_READERS = 4;
  private static final int FETCH_BYTES = 256 * 1024;
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Map<String, Object> settings;
  private final EventCodec codec;
  private final Semaphore places = new Semaphore(MOST_READERS);

  /**
   * @param connection Kafka client settings for the connection to the broker
   */
  public ChangesTopic(Map<String, Object> connection, EventCodec codec) {
    this.codec = codec;
    this.settings = new HashMap<>(connection);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
  }

  @Override
  public Slice from(long position, int most) throws Gone {
    try {
      return reading(consumer -> read(consumer, position, most));
    } catch (Early e) {
      throw new Gone(e.first);
    }
  }

  @Override
  public long end() {
    return reading(
        consumer ->
            Objects.requireNonNull(
                consumer.endOffsets(List.of(ONLY), TIMEOUT).get(ONLY), "Kafka returns every end"));
  }

  private <T> T reading(Function<KafkaConsumer<byte[], byte[]>, T> reader) {
    places.acquireUninterruptibly();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(ONLY));
      return reader.apply(consumer);
    } finally {
      places.release();
    }
  }

  /** The topic begins after the position. */
  private static final class Early extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final long first;

    Early(long first) {
      this.first = first;
    }
  }

  private Slice read(KafkaConsumer<byte[], byte[]> consumer, long position, int most) {
    long first =
        Objects.requireNonNull(
            consumer.beginningOffsets(List.of(ONLY), TIMEOUT).get(ONLY), "Kafka returns it");
    if (position < first) {
      throw new Early(first);
    }
    long end =
        Objects.requireNonNull(consumer.endOffsets(List.of(ONLY), TIMEOUT).get(ONLY), "likewise");
    consumer.seek(ONLY, position);
    List<Numbered> changes = new ArrayList<>();
    long giveUp = System.nanoTime() + TIMEOUT.toNanos();
    long next = position;
    while (next < end && next == position) {
      if (System.nanoTime() > giveUp) {
        throw new KafkaException("could not read %s from %d on".formatted(ONLY, position));
      }
      int read = 0;
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (read++ == most) {
          return new Slice(changes, record.offset());
        }
        change(record, changes);
      }
      next = consumer.position(ONLY);
    }
    return new Slice(changes, next);
  }

  /** Records that the followers have skipped are no changes. */
  private void change(ConsumerRecord<byte[], byte[]> record, List<Numbered> changes) {
    try {
      if (codec.decode(record.value()) instanceof ChangeMade change) {
        changes.add(new Numbered(record.offset(), change));
      }
    } catch (EventCodec.Undecodable _) {
      // Counted and logged when it was followed.
    }
  }
}
