package org.iecpools.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.iecpools.environment.EnvironmentKeeper;
import org.iecpools.kit.TestBroker;
import org.junit.jupiter.api.Test;

/** Tests on a real broker who sets record timestamps. */
class TimestampTypesTest {

  private static final List<Topic<?>> JUDGED =
      List.of(Topics.PROFILES, Topics.RESPONSES, Topics.APPLICATIONS);

  @Test
  void topicsOfAnOlderSetUpAreCorrectedAndNoOthersTouched() throws Exception {
    try (TestBroker broker = TestBroker.start();
        Admin admin = broker.admin()) {
      NewTopics.create(
          admin,
          Stream.concat(Topics.EVENTS.stream(), Stream.of(Topics.ENVIRONMENT))
              .map(topic -> new NewTopic(topic.name(), 1, (short) 1))
              .toList());

      for (int run = 0; run < 2; run++) {
        EnvironmentKeeper.open(
                admin, Map.of("bootstrap.servers", broker.bootstrapServers()), false, false)
            .record(Map.of(), EventCodec.inMemory());
      }

      for (Topic<?> topic : Topics.EVENTS) {
        assertThat(timestampType(admin, topic))
            .as(topic.name())
            .isEqualTo(JUDGED.contains(topic) ? "LogAppendTime" : "CreateTime");
      }
    }
  }

  @Test
  void noSenderChoosesTheTimeByWhichItIsJudged() throws Exception {
    try (TestBroker broker = TestBroker.withTopics(JUDGED.stream());
        KafkaProducer<String, byte[]> sender =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
      Instant start = Instant.now().minusSeconds(1);
      for (Topic<?> topic : JUDGED) {
        for (long chosen :
            new long[] {0, 1, start.minus(Duration.ofDays(1)).toEpochMilli(), Long.MAX_VALUE}) {
          long timestamp =
              sender
                  .send(new ProducerRecord<>(topic.name(), 0, chosen, "key", new byte[1]))
                  .get()
                  .timestamp();

          assertThat(Instant.ofEpochMilli(timestamp))
              .as("%s sent with %d", topic.name(), chosen)
              .isBetween(start, Instant.now().plusSeconds(1));
        }
      }
    }
  }

  private static String timestampType(Admin admin, Topic<?> topic)
      throws ExecutionException, InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    return admin
        .describeConfigs(List.of(resource))
        .all()
        .get()
        .get(resource)
        .get("message.timestamp.type")
        .value();
  }
}
