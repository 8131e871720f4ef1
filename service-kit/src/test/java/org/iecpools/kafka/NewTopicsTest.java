package org.iecpools.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.iecpools.kit.TestBroker;
import org.junit.jupiter.api.Test;

class NewTopicsTest {

  @Test
  void areWrittenToAtOnce() throws Exception {
    try (TestBroker broker = TestBroker.start();
        Admin admin = broker.admin()) {
      for (int round = 0; round < 5; round++) {
        List<NewTopic> topics =
            IntStream.range(0, 7)
                .mapToObj(i -> new NewTopic("new-" + System.nanoTime() + "-" + i, 6, (short) 1))
                .toList();
        try (var producer =
            new KafkaProducer<>(
                Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers(),
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000),
                new StringSerializer(),
                new ByteArraySerializer())) {
          NewTopics.create(admin, topics);
          List<Future<RecordMetadata>> writes = new ArrayList<>();
          for (int i = 0; i < 300; i++) {
            writes.add(
                producer.send(
                    new ProducerRecord<>(topics.get(i % 7).name(), "key " + i, new byte[100])));
            if (i % 10 == 0) {
              Thread.sleep(1);
            }
          }
          for (Future<RecordMetadata> write : writes) {
            assertThatCode(write::get).doesNotThrowAnyException();
          }
        }
      }
    }
  }
}
