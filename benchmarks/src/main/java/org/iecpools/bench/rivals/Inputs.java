package org.iecpools.bench.rivals;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.iecpools.events.Topic;
import org.iecpools.events.Topics;

/** What all contenders read, and how they fetch it: as the service does. */
public final class Inputs {

  /** The topics that numbers depend on. */
  public static final List<String> TOPICS =
      List.of(
              Topics.POOLS,
              Topics.ROUNDS,
              Topics.INVITATIONS,
              Topics.RESPONSES,
              Topics.APPLICATIONS)
          .stream()
          .map(Topic::name)
          .toList();

  /** The kit's settings for streams' consumers (kit.yaml); what is not here is Kafka's default. */
  static final Map<String, String> FETCH =
      Map.of(
          ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
          "2000",
          ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
          "100");

  private Inputs() {}
}
