package org.iecpools.kit.process;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.iecpools.kafka.Topic;
import org.springframework.kafka.core.KafkaAdmin;

/** Settings of Kafka consumers that several parts of a service create. */
public final class ConsumerSettings {

  private ConsumerSettings() {}

  /** Settings for a consumer without a group that reads committed records from the beginning. */
  public static Map<String, Object> ofWholeTopics(KafkaAdmin kafka) {
    Map<String, Object> settings = new HashMap<>(kafka.getConfigurationProperties());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 2 * Topic.LARGEST_BATCH);
    return settings;
  }
}
