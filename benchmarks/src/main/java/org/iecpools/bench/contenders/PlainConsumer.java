package org.iecpools.bench.contenders;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaRegistry;

/**
 * A baseline: reads every record, and decodes it or not, on one thread. It commits no offsets, so
 * it measures itself, from the end of the warm-up to the last record.
 */
public final class PlainConsumer {

  private PlainConsumer() {}

  /**
   * Reads the given number of records and prints {@code measured EVENTS NANOSECONDS
   * CPU-NANOSECONDS}. Exits at the end of its input, so that its memory can be measured before.
   *
   * <p>Arguments: {@code raw} or {@code decode}, the broker, the registry, the number of records on
   * the topics and the number of warm-up records.
   */
  public static void main(String... arguments) throws IOException, EventCodec.Undecodable {
    boolean decode = arguments[0].equals("decode");
    long total = Long.parseLong(arguments[3]);
    long warmUp = Long.parseLong(arguments[4]);
    EventCodec codec = new EventCodec(new SchemaRegistry(URI.create(arguments[2])));
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    Map<String, Object> settings = new HashMap<>(Inputs.FETCH);
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[1]);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          Inputs.TOPICS.stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long seen = 0;
      long bytes = 0;
      long from = 0;
      long since = 0;
      long cpu = 0;
      while (seen < total) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofSeconds(1));
        for (ConsumerRecord<byte[], byte[]> record : records) {
          bytes += record.value().length;
          if (decode && codec.decode(record.value()) == null) {
            throw new IllegalStateException("decoded to nothing: " + record);
          }
        }
        seen += records.count();
        if (since == 0 && seen >= warmUp) {
          from = seen;
          since = System.nanoTime();
          cpu = system.getProcessCpuTime();
        }
      }
      System.out.printf(
          "measured %d %d %d%n",
          seen - from, System.nanoTime() - since, system.getProcessCpuTime() - cpu);
      System.out.printf("%,d bytes%n", bytes);
    }
    System.in.transferTo(System.out);
  }
}
