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
 * What every service is made of around its domain. A service's main class imports this and says
 * what its {@link Work} is, or imports {@link StreamsKit}, which does both.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IecSettings.class)
@Import({HttpKit.class, EnvironmentKit.class, IntakeState.class})
public class ServiceKit {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceKit.class);

  /** How long a process that ends itself may take to leave its groups. */
  private static final Duration ORDERLY_EXIT = Duration.ofSeconds(10);

  /** No bean listens to Kafka by annotation, and to look for such on each takes its time. */
  @Bean
  static BeanDefinitionRegistryPostProcessor noListenersByAnnotation() {
    return beans -> {
      String search = KafkaListenerConfigUtils.KAFKA_LISTENER_ANNOTATION_PROCESSOR_BEAN_NAME;
      if (beans.containsBeanDefinition(search)) {
        beans.removeBeanDefinition(search);
      }
    };
  }

  /** One for all who ask: each would be connections and a thread more. */
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
   * Whose time it is belongs to the data, not to a service: set-up recorded it with them, so that
   * all services follow the same clock.
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
  Followers followers(Gate gate, ServiceClock clock, Admin admin, KafkaAdmin kafka) {
    Followers followers = new Followers(gate, admin, readEverything(kafka));
    if (clock.isSimulated()) {
      followers.follow(Topics.CLOCK, clock::accept);
    }
    return followers;
  }

  @Bean
  Gate gate(
      @Value("${spring.application.name}") String service,
      EventCodec codec,
      ServiceClock clock,
      EnvironmentWatch environment,
      MeterRegistry meters) {
    return new Gate(service, codec, clock, environment.partitions(), meters);
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
   * Ends the process with a status that says why, in order where that is still possible. In a
   * thread of its own, because the one that calls it is waited for.
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
      // There need not be a schema of this number.
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

  /** Not ready while the service does not work, or what it needs whole is not yet read. */
  @Bean
  HealthIndicator workHealthIndicator(Work work, Followers followers) {
    return () -> {
      boolean running = work.isRunning();
      boolean caughtUp = followers.all().stream().allMatch(TopicFollower::isCaughtUp);
      Health.Builder health = running && caughtUp ? Health.up() : Health.outOfService();
      return health.withDetail("running", running).withDetail("caughtUp", caughtUp).build();
    };
  }

  /** A consumer of its own for whoever reads committed records from the first one on. */
  private static Map<String, Object> readEverything(KafkaAdmin kafka) {
    Map<String, Object> settings = new HashMap<>(kafka.getConfigurationProperties());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 2 * Topic.LARGEST_BATCH);
    return settings;
  }
}
