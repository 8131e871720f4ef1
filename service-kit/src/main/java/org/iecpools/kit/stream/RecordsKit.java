package org.iecpools.kit.stream;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.admin.Admin;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.environment.EnvironmentWatch;
import org.iecpools.kit.process.ConsumerSettings;
import org.iecpools.kit.trace.Traces;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;

/** Validation, followers and publishing of records. */
@Configuration(proxyBeanMethods = false)
@Import(IntakeState.class)
public class RecordsKit {

  @Bean(destroyMethod = "close")
  Followers followers(
      RecordValidator validator, ServiceClock clock, Admin admin, KafkaAdmin kafka, Traces traces) {
    Followers followers =
        new Followers(validator, admin, ConsumerSettings.ofWholeTopics(kafka), traces);
    if (clock.isSimulated()) {
      followers.follow(Topics.CLOCK, clock::accept);
    }
    return followers;
  }

  @Bean
  RecordValidator recordValidator(
      @Value("${spring.application.name}") String service,
      EventCodec codec,
      ServiceClock clock,
      EnvironmentWatch environment,
      MeterRegistry meters) {
    return new RecordValidator(service, codec, clock, environment.partitions(), meters);
  }

  @Bean
  EventPublisher eventPublisher(
      @Value("${spring.application.name}") String service,
      EventCodec codec,
      KafkaTemplate<String, byte[]> kafka,
      MeterRegistry meters,
      Traces traces) {
    return new EventPublisher(service, codec, kafka, meters, traces);
  }
}
