package org.iecpools.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.iecpools.bench.contenders.PoolSums;
import org.iecpools.bench.season.PoolTotals;
import org.iecpools.kafka.Topics;

/** Reads a contender's output topic: the last committed record of each pool. */
final class TopicNumbers implements PublishedNumbers {

  private final Map<String, PoolTotals> numbers = new HashMap<>();
  private final Follower follower;

  TopicNumbers(String bootstrapServers, String topic) {
    this.follower = new Follower(bootstrapServers, topic);
  }

  @Override
  public Map<String, PoolTotals> read() {
    follower.readOn(
        record -> numbers.put(record.key(), PoolSums.fromBytes(record.value()).numbers()));
    Map<String, PoolTotals> some = new HashMap<>(numbers);
    some.values().removeIf(PoolTotals.NONE::equals);
    return some;
  }

  @Override
  public void close() {
    follower.close();
  }

  /** Reads the committed records of a topic from its start. */
  static final class Follower implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer;

    Follower(String bootstrapServers, String topic) {
      consumer =
          new KafkaConsumer<>(
              Map.of(
                  ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                  bootstrapServers,
                  ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                  "read_committed"),
              new StringDeserializer(),
              new ByteArrayDeserializer());
      // Not requested from the broker, whose metadata may not contain a new topic yet.
      List<TopicPartition> partitions =
          IntStream.range(0, Topics.PARTITIONS)
              .mapToObj(partition -> new TopicPartition(topic, partition))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    }

    /** Passes new records to {@code reader}. */
    void readOn(Consumer<ConsumerRecord<String, byte[]>> reader) {
      ConsumerRecords<String, byte[]> records;
      do {
        records = consumer.poll(Duration.ofMillis(20));
        records.forEach(reader);
      } while (!records.isEmpty());
    }

    @Override
    public void close() {
      consumer.close();
    }
  }
}
