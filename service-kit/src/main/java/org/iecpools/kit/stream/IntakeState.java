package org.iecpools.kit.stream;

import org.apache.kafka.common.utils.Utils;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Health of the intake of records, and preparation of the codec at startup. */
@Configuration(proxyBeanMethods = false)
class IntakeState {

  private static final Logger LOG = LoggerFactory.getLogger(IntakeState.class);
  private static final long RETRY_MS = 1_000;

  /**
   * Shows the records given up since the start; any other number than 0 needs attention. The
   * service keeps working, so the status stays up.
   */
  @Bean
  HealthIndicator intakeHealthIndicator(RecordValidator validator) {
    return () ->
        Health.up()
            .withDetail("poisoned", validator.failures().count())
            .withDetail("lastPoisoned", validator.failures().last())
            .build();
  }

  /**
   * Looks up all schema ids at startup, so that even the first event of a type can be written while
   * the registry is down.
   */
  @Bean
  ApplicationListener<ApplicationReadyEvent> schemaIdsLookedUp(EventCodec codec) {
    return _ -> Thread.ofVirtual().name("schema-ids").start(() -> preload(codec));
  }

  private static void preload(EventCodec codec) {
    boolean isWarned = false;
    while (true) {
      try {
        codec.preload();
        return;
      } catch (SchemaRegistry.Unavailable e) {
        if (!isWarned) {
          LOG.warn("schema ids are not looked up yet: {}", e.getMessage());
          isWarned = true;
        }
        Utils.sleep(RETRY_MS);
      }
    }
  }
}
