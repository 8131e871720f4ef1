package org.iecpools.kit;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.utils.Utils;
import org.iecpools.environment.Environment;
import org.iecpools.events.EventCodec;
import org.iecpools.events.SchemaIds;
import org.iecpools.events.SchemaRegistry;
import org.iecpools.events.Topic;
import org.iecpools.events.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.config.KafkaListenerConfigUtils;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Common beans of every service around its domain. A service's main class imports this and provides
 * a {@link Work} bean, or imports {@link StreamsKit}, which does both.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IecSettings.class)
@Import({HttpKit.class, EnvironmentKit.class, IntakeState.class})
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
  SchemaIds schemaIds(IecSettings settings, EnvironmentWatch environment) {
    return environment.verified(new SchemaRegistry(settings.registryUrl()));
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
  Followers followers(
      RecordValidator validator, ServiceClock clock, Admin admin, KafkaAdmin kafka) {
    Followers followers = new Followers(validator, admin, readEverything(kafka));
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
  EventPublisher eventPublisher(EventCodec codec, KafkaTemplate<String, byte[]> kafka) {
    return new EventPublisher(codec, kafka);
  }

  @Bean(destroyMethod = "close")
  Drain drain(Work work, Followers followers, Admin admin, KafkaAdmin kafka) {
    return new Drain(work, followers, admin, readEverything(kafka));
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

  @Bean
  Watch watch(
      Work work,
      Followers followers,
      Admin admin,
      KafkaAdmin kafka,
      IecSettings settings,
      Termination termination,
      MeterRegistry meters) {
    SchemaRegistry registry = new SchemaRegistry(settings.registryUrl());
    return new Watch(
        work,
        followers,
        new Backlog(admin, readEverything(kafka)),
        () -> answers(registry),
        termination,
        meters,
        Watch.PERIOD,
        Watch.LIMIT);
  }

  private static boolean answers(SchemaRegistry registry) {
    try {
      registry.schemaOf(1);
      return true;
    } catch (SchemaRegistry.Unavailable e) {
      return false;
    } catch (EventCodec.Undecodable e) {
      // The registry answers, even if it has no schema with this id.
      return true;
    }
  }

  @Bean
  HealthIndicator progressHealthIndicator(Watch watch) {
    return watch::readiness;
  }

  @Bean
  HealthIndicator lifelineHealthIndicator(Watch watch) {
    return watch::liveness;
  }

  /** Not ready while the work does not run or followed topics are not read completely. */
  @Bean
  HealthIndicator workHealthIndicator(Work work, Followers followers) {
    return () -> {
      boolean running = work.isRunning();
      boolean caughtUp = followers.all().stream().allMatch(TopicFollower::isCaughtUp);
      Health.Builder health = running && caughtUp ? Health.up() : Health.outOfService();
      return health.withDetail("running", running).withDetail("caughtUp", caughtUp).build();
    };
  }

  /** Settings for a consumer without a group that reads committed records from the beginning. */
  private static Map<String, Object> readEverything(KafkaAdmin kafka) {
    Map<String, Object> settings = new HashMap<>(kafka.getConfigurationProperties());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 2 * Topic.LARGEST_BATCH);
    return settings;
  }
}
