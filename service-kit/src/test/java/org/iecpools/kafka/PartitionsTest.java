package org.iecpools.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.iecpools.kit.TestBroker;
import org.junit.jupiter.api.Test;

class PartitionsTest {

  @Test
  void endsIncludeRecordsOfOpenTransactions() throws Exception {
    String topic = "ends-" + System.nanoTime();
    TopicPartition written = new TopicPartition(topic, 0);
    TopicPartition empty = new TopicPartition(topic, 1);
    try (TestBroker broker = TestBroker.start();
        Admin admin = broker.admin();
        var producer =
            new KafkaProducer<>(
                Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    broker.bootstrapServers(),
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                    topic),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      NewTopics.create(admin, List.of(new NewTopic(topic, 2, (short) 1)));
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, 0, null, new byte[1])).get();

      List<TopicPartition> partitions = Partitions.of(admin, List.of(topic));

      assertThat(partitions).containsExactlyInAnyOrder(written, empty);
      assertThat(Partitions.ends(admin, partitions)).isEqualTo(Map.of(written, 1L, empty, 0L));
      assertThat(
              Partitions.ends(
                  admin, partitions, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)))
          .isEqualTo(Map.of(written, 0L, empty, 0L));
      assertThatThrownBy(() -> Partitions.of(admin, List.of("no-" + topic)))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
      producer.abortTransaction();
    }
  }
}
