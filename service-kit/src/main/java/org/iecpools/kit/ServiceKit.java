package org.iecpools.kit;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.iecpools.events.EventCodec;
import org.iecpools.events.SchemaRegistry;
import org.iecpools.events.Topic;
import org.iecpools.events.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.annotation.EnableKafkaStreams;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;
import org.springframework.kafka.config.StreamsBuilderFactoryBeanConfigurer;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;

/** What every service is made of around its domain; a service's main class imports this. */
@Configuration(proxyBeanMethods = false)
@EnableKafkaStreams
@EnableConfigurationProperties(IecSettings.class)
@Import({ProblemAdvice.class, ApiDescription.class})
public class ServiceKit {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceKit.class);

  @Bean
  EventCodec eventCodec(IecSettings settings) {
    return new EventCodec(new SchemaRegistry(settings.registryUrl()));
  }

  /**
   * Which time it is belongs to the data, not to a service: where set-up made {@code iec.clock},
   * all of them follow it, and none can be forgotten.
   */
  @Bean
  ServiceClock serviceClock(KafkaAdmin kafka) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(kafka.getConfigurationProperties())) {
      if (admin.listTopics().names().get().contains(Topics.CLOCK.name())) {
        LOG.warn("time is simulated: it stands still but for the ticks on {}", Topics.CLOCK.name());
        return ServiceClock.simulated();
      }
      return ServiceClock.system();
    }
  }

  @Bean(destroyMethod = "close")
  Followers followers(EventCodec codec, ServiceClock clock, KafkaAdmin kafka) {
    Followers followers = new Followers(codec, clock, readEverything(kafka));
    if (clock.isSimulated()) {
      followers.follow(Topics.CLOCK, clock::accept);
    }
    return followers;
  }

  @Bean
  ClockProgress clockProgress() {
    return new ClockProgress();
  }

  @Bean
  Intake intake(
      @Value("${spring.application.name}") String service,
      EventCodec codec,
      ServiceClock clock,
      KafkaAdmin kafka,
      MeterRegistry meters)
      throws ExecutionException, InterruptedException {
    return new Intake(service, codec, clock, partitions(kafka), meters);
  }

  @Bean
  Outlet outlet(EventCodec codec) {
    return new Outlet(codec);
  }

  @Bean
  EventPublisher eventPublisher(EventCodec codec, KafkaTemplate<String, byte[]> kafka) {
    return new EventPublisher(codec, kafka);
  }

  @Bean(destroyMethod = "close")
  Drain drain(StreamsBuilderFactoryBean streams, Followers followers, KafkaAdmin kafka) {
    return new Drain(
        streams,
        followers,
        Admin.create(kafka.getConfigurationProperties()),
        readEverything(kafka));
  }

  @Bean
  Commits commits(StreamsBuilderFactoryBean streams) {
    return new Commits(() -> Optional.ofNullable(streams.getKafkaStreams()));
  }

  @Bean
  ClockEndpoint clockEndpoint(
      ServiceClock clock, ClockProgress progress, Drain drain, Commits commits, Peers peers) {
    return new ClockEndpoint(clock, progress, drain, commits, peers);
  }

  @Bean
  LocalState localState(StreamsBuilderFactoryBean streams) {
    return new LocalState(
        new LocalState.Finder() {
          @Override
          public <V> ReadOnlyKeyValueStore<String, V> find(String name) {
            KafkaStreams running = streams.getKafkaStreams();
            if (running == null) {
              throw new InvalidStateStoreException("the streams are not running");
            }
            return running.store(
                StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.keyValueStore()));
          }
        },
        () ->
            Optional.ofNullable(streams.getKafkaStreams())
                .filter(running -> running.state() == KafkaStreams.State.RUNNING)
                .isPresent());
  }

  @Bean
  Peers peers(
      @Value("${spring.kafka.streams.properties.application.server}") String self,
      StreamsBuilderFactoryBean streams) {
    return new Peers(
        self,
        new StreamsDirectory(
            HostInfo.buildFromEndpoint(self),
            () -> Optional.ofNullable(streams.getKafkaStreams())));
  }

  /** Not ready while the streams are not running, or what they need whole is not yet read. */
  @Bean
  HealthIndicator streams(StreamsBuilderFactoryBean streams, Followers followers) {
    return () -> {
      var running = streams.getKafkaStreams();
      String state = running == null ? "NOT_STARTED" : running.state().name();
      boolean caughtUp = followers.all().stream().allMatch(TopicFollower::isCaughtUp);
      Health.Builder health =
          "RUNNING".equals(state) && caughtUp ? Health.up() : Health.outOfService();
      return health.withDetail("state", state).withDetail("caughtUp", caughtUp).build();
    };
  }

  /**
   * A thread that fails is replaced and goes on from the last commit: what fails for good in a
   * record is caught at the intake, so what reaches here passes (a broker away, a fenced producer).
   *
   * <p>Who is asked to stop leaves its group, which is not Kafka Streams' way by itself: the others
   * take over at once, and whoever comes back is not kept waiting until the session of who went has
   * run out.
   */
  @Bean
  StreamsBuilderFactoryBeanConfigurer streamsConfigurer() {
    return streams -> {
      streams.setStreamsUncaughtExceptionHandler(
          failure -> {
            LOG.error("stream thread failed and is replaced", failure);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
          });
      streams.setLeaveGroupOnClose(true);
    };
  }

  /** A consumer of its own for whoever reads committed records from the first one on. */
  private static Map<String, Object> readEverything(KafkaAdmin kafka) {
    Map<String, Object> settings = new HashMap<>(kafka.getConfigurationProperties());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
    return settings;
  }

  /** Candidate-keyed topics must have one number of partitions, or their keys do not meet. */
  private static int partitions(KafkaAdmin kafka) throws ExecutionException, InterruptedException {
    List<String> names = Topics.EVENTS.stream().map(Topic::name).toList();
    try (Admin admin = Admin.create(kafka.getConfigurationProperties())) {
      Map<String, Integer> counts =
          admin.describeTopics(names).allTopicNames().get().entrySet().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().partitions().size()));
      if (counts.values().stream().distinct().count() != 1) {
        throw new IllegalStateException("event topics need one number of partitions: " + counts);
      }
      return counts.values().iterator().next();
    }
  }
}
