package org.iecpools.bench.contenders;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;

/** The input topics of all contenders, and the fetch settings, which are the service's. */
public final class Inputs {

  /** The topics from which numbers are computed. */
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

  /** The consumer settings of the service kit (kit.yaml). All others are Kafka's defaults. */
  static final Map<String, String> FETCH =
      Map.of(
          ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
          "2000",
          ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
          "100");

  private Inputs() {}
}
