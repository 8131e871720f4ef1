package org.iecpools.kit.stream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kit.TestBroker;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.trace.Traces;

/** Creates followers as in a service, on a test's broker. */
public final class TestFollowers {

  private TestFollowers() {}

  /**
   * Followers of one instance.
   *
   * @param settings additional consumer settings
   */
  public static Followers on(
      TestBroker broker,
      Admin admin,
      EventCodec codec,
      ServiceClock clock,
      Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>();
    all.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.putAll(settings);
    RecordValidator validator =
        new RecordValidator(
            "reader", codec, clock, TestBroker.PARTITIONS, new SimpleMeterRegistry());
    return new Followers(validator, admin, all, Traces.OFF);
  }
}
