package org.iecpools.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads dead letters and their original records. Keeps at most the records of one poll in memory.
 */
public final class DeadLetterLog implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);

  /** Longest wait for an open transaction in front of a letter. */
  private static final Duration STANDSTILL_TIMEOUT = Duration.ofSeconds(30);

  private final String bootstrapServers;
  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> consumer;

  /** Dead letters cannot be read. The message states why. */
  public static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Unreadable(String why) {
      super(why);
    }

    Unreadable(String why, Throwable cause) {
      super(why, cause);
    }
  }

  /**
   * A log that authenticates with the properties of a file.
   *
   * @throws AccessDenied if the broker expects another way of authentication
   */
  public static DeadLetterLog of(String bootstrapServers, ClientConfig client) {
    client.check(bootstrapServers);
    return new DeadLetterLog(bootstrapServers, client.kafka(bootstrapServers));
  }

  /**
   * @param bootstrapServers address of the broker, for messages
   * @param client settings of a Kafka client
   */
  public DeadLetterLog(String bootstrapServers, Map<String, Object> client) {
    this.bootstrapServers = bootstrapServers;
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("default.api.timeout.ms", (int) TIMEOUT.toMillis());
    settings.put("request.timeout.ms", (int) TIMEOUT.toMillis());
    this.admin = Admin.create(settings);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** The places of redriven letters. */
  public Set<String> redriven() {
    Set<String> places = new HashSet<>();
    read(
        letter -> {
          if (letter.isMarker()) {
            places.add(letter.place());
          }
        });
    return places;
  }

  /**
   * Passes every committed letter and marker up to the topic's current end to {@code reader},
   * oldest first in each partition. Waits for open transactions because the records behind them are
   * not readable yet.
   *
   * @throws Unreadable if the broker does not answer or a transaction stays open
   */
  public void read(Consumer<DeadLetter> reader) {
    try {
      List<TopicPartition> partitions = partitions(Topics.DEAD_LETTERS.name());
      Map<TopicPartition, Long> ends = Partitions.ends(admin, partitions);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long moved = System.nanoTime();
      long position = -1;
      while (!ends.entrySet().stream()
          .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_TIMEOUT)) {
          if (record.offset()
              < ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L)) {
            DeadLetter.of(record).ifPresent(reader);
          }
        }
        long now = partitions.stream().mapToLong(consumer::position).sum();
        if (now != position) {
          position = now;
          moved = System.nanoTime();
        } else if (System.nanoTime() - moved > STANDSTILL_TIMEOUT.toNanos()) {
          throw new Unreadable(
              "%s cannot be read to its end because of an open transaction: ./iec doctor shows which"
                  .formatted(Topics.DEAD_LETTERS.name()));
        }
      }
    } catch (ExecutionException e) {
      throw unreadable(Objects.requireNonNullElse(e.getCause(), e));
    } catch (KafkaException e) {
      throw unreadable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unreadable("interrupted", e);
    }
  }

  /** The partitions of a topic. */
  public List<TopicPartition> partitions(String topic)
      throws ExecutionException, InterruptedException {
    return Partitions.of(admin, List.of(topic));
  }

  /** The record at a place; empty if it has been deleted. */
  public Optional<ConsumerRecord<byte[], byte[]>> original(DeadLetter.Place place) {
    consumer.assign(List.of(place.partition()));
    consumer.seek(place.partition(), place.offset());
    long giveUp = System.nanoTime() + TIMEOUT.toNanos();
    try {
      while (System.nanoTime() < giveUp) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_TIMEOUT)) {
          return Optional.of(record).filter(found -> found.offset() == place.offset());
        }
        if (consumer.position(place.partition()) > place.offset()) {
          return Optional.empty();
        }
      }
    } catch (org.apache.kafka.clients.consumer.OffsetOutOfRangeException e) {
      return Optional.empty();
    }
    throw new Unreadable(
        "no answer for partition %s within %d s".formatted(place.partition(), TIMEOUT.toSeconds()));
  }

  private Unreadable unreadable(Throwable e) {
    Optional<AccessDenied> denied = AccessDenied.in(e, bootstrapServers);
    if (denied.isPresent()) {
      return new Unreadable(denied.get().getMessage(), e);
    }
    return new Unreadable(
        "dead letters cannot be read from %s: %s".formatted(bootstrapServers, e.getMessage()), e);
  }

  @Override
  public void close() {
    consumer.close();
    admin.close(Duration.ofSeconds(5));
  }
}
