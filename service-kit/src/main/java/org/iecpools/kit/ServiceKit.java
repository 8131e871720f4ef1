package org.iecpools.kit;

import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.Utils;
import org.iecpools.environment.Environment;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaIds;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.access.AccessKit;
import org.iecpools.kit.barrier.ClockEndpoint;
import org.iecpools.kit.barrier.Drain;
import org.iecpools.kit.barrier.Work;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.contract.ContractKit;
import org.iecpools.kit.environment.EnvironmentKit;
import org.iecpools.kit.environment.EnvironmentWatch;
import org.iecpools.kit.health.HealthKit;
import org.iecpools.kit.process.ConsumerSettings;
import org.iecpools.kit.process.IecSettings;
import org.iecpools.kit.process.KafkaAccess;
import org.iecpools.kit.process.Termination;
import org.iecpools.kit.stream.Followers;
import org.iecpools.kit.stream.RecordsKit;
import org.iecpools.kit.stream.StreamsKit;
import org.iecpools.kit.stream.TopicFollower;
import org.iecpools.kit.trace.TraceKit;
import org.iecpools.kit.web.HttpKit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.config.KafkaListenerConfigUtils;
import org.springframework.kafka.core.KafkaAdmin;

/**
 * Common beans of every service around its domain. A service's main class imports this and provides
 * a {@link Work} bean, or imports {@link StreamsKit} as well, which provides it.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IecSettings.class)
@Import({
  HttpKit.class,
  AccessKit.class,
  ContractKit.class,
  EnvironmentKit.class,
  RecordsKit.class,
  HealthKit.class,
  TraceKit.class
})
public class ServiceKit {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceKit.class);

  /** Time that a process has to leave its consumer groups after it decided to end itself. */
  private static final Duration ORDERLY_EXIT = Duration.ofSeconds(10);

  /**
   * Removes the post-processor that searches every bean for Kafka listener annotations. There are
   * none, and the search slows down startup.
   */
  @Bean
  static BeanDefinitionRegistryPostProcessor noListenersByAnnotation() {
    return beans -> {
      String search = KafkaListenerConfigUtils.KAFKA_LISTENER_ANNOTATION_PROCESSOR_BEAN_NAME;
      if (beans.containsBeanDefinition(search)) {
        beans.removeBeanDefinition(search);
      }
    };
  }

  /** Shared, because each admin client has its own connections and thread. */
  @Bean(destroyMethod = "close")
  Admin admin(KafkaAdmin kafka) {
    return Admin.create(kafka.getConfigurationProperties());
  }

  @Bean
  KafkaAccess kafkaAccess(KafkaAdmin kafka) {
    return KafkaAccess.of(kafka);
  }

  @Bean
  SchemaIds schemaIds(KafkaAccess kafka, IecSettings settings, EnvironmentWatch environment) {
    return environment.verified(kafka.registry(settings.registryUrl()));
  }

  @Bean
  EventCodec eventCodec(SchemaIds ids) {
    return new EventCodec(ids);
  }

  /**
   * The clock is chosen by the environment record, not by a service's settings, so that all
   * services of a stack follow the same clock.
   */
  @Bean
  ServiceClock serviceClock(EnvironmentWatch environment) {
    if (environment.environment().time() == Environment.Time.SIMULATED) {
      LOG.warn("time is simulated: it stands still but for the ticks on {}", Topics.CLOCK.name());
      return ServiceClock.simulated();
    }
    return ServiceClock.system();
  }

  @Bean(destroyMethod = "close")
  Drain drain(Work work, Followers followers, Admin admin, KafkaAdmin kafka) {
    return new Drain(
        work,
        () -> followers.all().stream().map(TopicFollower::positions).toList(),
        admin,
        ConsumerSettings.ofWholeTopics(kafka));
  }

  @Bean
  ClockEndpoint clockEndpoint(ServiceClock clock, Drain drain, Work work) {
    return new ClockEndpoint(clock, drain, work);
  }

  /**
   * Ends the process with {@link Termination#STATUS}: in an orderly way if possible, otherwise by
   * halting after ten seconds. The exit runs in a thread of its own, because shutdown waits for the
   * calling thread.
   */
  @Bean
  Termination termination() {
    return reason -> {
      LOG.error("this process ends itself with status {}: {}", Termination.STATUS, reason);
      Thread.ofPlatform().name("exit").daemon().start(() -> System.exit(Termination.STATUS));
      Thread.ofPlatform()
          .name("halt")
          .daemon()
          .start(
              () -> {
                Utils.sleep(ORDERLY_EXIT.toMillis());
                Runtime.getRuntime().halt(Termination.STATUS);
              });
    };
  }
}
