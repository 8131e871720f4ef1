package org.iecpools.invitation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.beacon.DrandChain;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonBook;
import org.iecpools.invitation.domain.Country;
import org.iecpools.invitation.domain.Draw;
import org.iecpools.invitation.domain.PublicRandomness;
import org.iecpools.invitation.stream.Announcements;
import org.iecpools.invitation.stream.ChangeLog;
import org.iecpools.invitation.stream.DeadLetterReads;
import org.iecpools.invitation.stream.InvitationReads;
import org.iecpools.invitation.stream.InvitationTopology;
import org.iecpools.invitation.stream.OrderLog;
import org.iecpools.invitation.stream.Questions;
import org.iecpools.invitation.stream.RoundLog;
import org.iecpools.invitation.stream.SealedSeeds;
import org.iecpools.invitation.stream.SeedVault;
import org.iecpools.invitation.web.AnnouncementPublisher;
import org.iecpools.invitation.web.AnnouncementReader;
import org.iecpools.invitation.web.ConsolePage;
import org.iecpools.invitation.web.DryRuns;
import org.iecpools.invitation.web.IdempotencyKeys;
import org.iecpools.invitation.web.Installation;
import org.iecpools.invitation.web.Orders;
import org.iecpools.invitation.web.PublishedRounds;
import org.iecpools.invitation.web.Publishing;
import org.iecpools.invitation.web.RoundOrderReader;
import org.iecpools.invitation.web.StatsClient;
import org.iecpools.kafka.DeadLetterLog;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.barrier.Drain;
import org.iecpools.kit.barrier.Work;
import org.iecpools.kit.clock.ClockProgress;
import org.iecpools.kit.clock.LogWatermark;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.keys.KeyFile;
import org.iecpools.kit.keys.KeyRing;
import org.iecpools.kit.keys.KeySource;
import org.iecpools.kit.process.IecSettings;
import org.iecpools.kit.process.KafkaAccess;
import org.iecpools.kit.stream.Commits;
import org.iecpools.kit.stream.EventPublisher;
import org.iecpools.kit.stream.EventSink;
import org.iecpools.kit.stream.EventSource;
import org.iecpools.kit.stream.Followers;
import org.iecpools.kit.stream.LocalState;
import org.iecpools.kit.web.ManagementPaths;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaAdmin;

/** Wires the service: the topology, the followed topics and what the HTTP API needs. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BeaconSettings.class)
class InvitationConfiguration {

  private static final Logger LOG = LoggerFactory.getLogger(InvitationConfiguration.class);
  private static final String KEYS_VARIABLE = "IEC_SEED_KEYS";
  private static final String KEYS_FILE = "seed-keys";

  @Autowired
  void topology(
      StreamsBuilder builder,
      EventSource eventSource,
      EventSink eventSink,
      EventCodec codec,
      ServiceClock clock,
      LogWatermark watermark,
      ClockProgress progress,
      Questions questions,
      SeedVault vault,
      Beacon beacon,
      Admin kafka)
      throws ExecutionException, InterruptedException {
    Reference reference = Reference.shipped();
    SecureRandom random = new SecureRandom();
    Optional<PublicRandomness> randomness = beacon.randomness();
    new InvitationTopology(
            eventSource,
            eventSink,
            codec,
            clock,
            watermark,
            progress,
            (season, country) ->
                new Country(season, country, reference::quota, () -> seed(random), randomness),
            questions,
            kafka.describeCluster().clusterId().get(),
            vault)
        .build(builder);
  }

  /**
   * The keys of the seeds. The keys that seeds in Kafka need are compared with the available ones
   * before a key file is created or a task runs.
   */
  @Bean
  static SeedVault seedVault(
      @Value("${spring.application.name}") String application,
      @Value("${iec.lost-seed-keys:}") Set<String> lost,
      IecSettings settings,
      Admin kafka,
      KafkaAdmin kafkaSettings)
      throws ExecutionException, InterruptedException {
    Map<String, Object> consumer = new HashMap<>(kafkaSettings.getConfigurationProperties());
    consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    SealedSeeds stored;
    try (var reader =
        new KafkaConsumer<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      stored = SealedSeeds.read(application, kafka, reader);
    }
    KeySource source = KeySource.of(KEYS_VARIABLE, settings.secretsDir().resolve(KEYS_FILE));
    if (source instanceof KeyFile file && !file.exists()) {
      stored.check(List.of(), lost, file.place());
      if (file.createIfMissing()) {
        LOG.info("created {} with a new key", file.place());
      }
    }
    KeyRing keys = new KeyRing(source);
    stored.check(keys.ids(), lost, source.place());
    LOG.info(
        "seeds are sealed with key={} of {}; stored seeds by key: {}, unencrypted: {}",
        keys.newest().id(),
        source.place(),
        stored.byKey(),
        stored.plain());
    return new SeedVault(keys);
  }

  /** The beacon, if one is set. */
  @Bean(destroyMethod = "close")
  static Beacon beacon(BeaconSettings settings, ServiceClock clock) {
    return Beacon.of(settings, clock);
  }

  @Bean
  static HealthIndicator beaconHealthIndicator(Beacon beacon) {
    return beacon::health;
  }

  /** The watermark. Its lag is a metric, because nothing lapses while it stands still. */
  @Bean(destroyMethod = "close")
  static LogWatermark watermark(ServiceClock clock, Drain drain, Work work, MeterRegistry meters) {
    LogWatermark watermark = LogWatermark.of(clock, drain, InvitationTopology.stages(work.group()));
    Gauge.builder("iec.invitation.watermark.lag", () -> watermark.lag().toMillis() / 1000.0)
        .baseUnit("seconds")
        .description("how far the time up to which the log was processed is behind the clock")
        .register(meters);
    return watermark;
  }

  /**
   * Reports what the watermark waits for. Always up, because a delay elsewhere does not make this
   * service unhealthy.
   */
  @Bean
  static HealthIndicator watermarkHealthIndicator(LogWatermark watermark) {
    return () ->
        Health.up()
            .withDetail("reached", watermark.reached())
            .withDetail("lagSeconds", watermark.lag().toSeconds())
            .withDetail("waitsFor", watermark.waitsFor())
            .build();
  }

  /** Announcements of operators, used to refuse orders immediately. */
  @Bean
  SeasonBook seasonBook(Followers followers, Announcements announcements, ChangeLog changes) {
    SeasonBook book = new SeasonBook();
    followers.followAttributed(
        Topics.SEASONS,
        (event, by) -> {
          book.apply(event);
          announcements.apply(event);
          changes.apply(event, by);
        });
    return book;
  }

  @Bean
  static Announcements announcements() {
    return new Announcements();
  }

  /** Orders of all countries, used to distinguish a repeat from another order with the same key. */
  @Bean
  OrderLog orderLog(Followers followers, ChangeLog changes) {
    OrderLog orders = new OrderLog();
    followers.followAttributed(
        Topics.ROUND_COMMANDS,
        (order, by) -> {
          orders.apply(order);
          changes.apply(order, by);
        });
    return orders;
  }

  /** What operators have ordered, for the console. */
  @Bean
  static ChangeLog changeLog() {
    return new ChangeLog();
  }

  @Bean
  RoundLog roundLog(Followers followers) {
    RoundLog log = new RoundLog();
    followers.followRecords(
        Topics.ROUNDS, (event, record) -> log.apply(event, record.partition(), record.offset()));
    return log;
  }

  @Bean
  static Questions questions() {
    return new Questions();
  }

  @Bean
  static InvitationReads invitationReads(LocalState state) {
    return new InvitationReads(state);
  }

  // ---- HTTP

  @Bean
  static Publishing publishing(EventPublisher publisher, Commits commits) {
    return new Publishing(
        publisher::publish,
        (order, by) -> publisher.publish(Topics.ROUND_COMMANDS, order, by),
        commits::awaitNext);
  }

  @Bean
  static IdempotencyKeys idempotencyKeys(OrderLog orders, Announcements announcements) {
    return new IdempotencyKeys(orders, announcements);
  }

  @Bean
  static Orders orders(
      Publishing publishing,
      IdempotencyKeys keys,
      InvitationReads reads,
      RoundLog log,
      Beacon beacon) {
    return new Orders(
        publishing,
        keys,
        reads,
        log,
        beacon.randomness().map(PublicRandomness::longestWait).orElse(Duration.ZERO));
  }

  @Bean
  static RoundOrderReader roundOrderReader(
      SeasonBook book, IdempotencyKeys keys, ServiceClock clock) {
    return new RoundOrderReader(book, keys, clock);
  }

  @Bean
  static DryRuns dryRuns(Questions questions) {
    return new DryRuns(questions);
  }

  @Bean
  static AnnouncementReader announcementReader(
      SeasonBook book, IdempotencyKeys keys, ServiceClock clock) {
    return new AnnouncementReader(book, keys, clock);
  }

  @Bean
  static AnnouncementPublisher announcementPublisher(
      Publishing publishing,
      IdempotencyKeys keys,
      SeasonBook book,
      Announcements announcements,
      ChangeLog changes) {
    return new AnnouncementPublisher(publishing, keys, book, announcements, changes);
  }

  /** What bundles state besides the events of their round. */
  @Bean
  static Installation installation(Beacon beacon, Admin kafka)
      throws ExecutionException, InterruptedException {
    List<BeaconChain> chains = new ArrayList<>(List.of(DrandChain.QUICKNET));
    beacon.values().ifPresent(values -> chains.add(values.chain()));
    return new Installation(kafka.describeCluster().clusterId().get(), chains);
  }

  /**
   * @param log address of the log of rounds; empty if bundles state nothing about it
   */
  @Bean(destroyMethod = "close")
  static PublishedRounds publishedRounds(@Value("${iec.round-log}") String log) {
    return PublishedRounds.at(Optional.of(log).filter(it -> !it.isBlank()).map(URI::create));
  }

  // ---- the operator console

  @Bean
  static ConsolePage consolePage() {
    return new ConsolePage();
  }

  @Bean
  static ManagementPaths managementPaths() {
    return ConsolePage.PATHS;
  }

  /** Reads of dead letters, with the rights of this service. */
  @Bean
  static DeadLetterReads deadLetterReads(KafkaAdmin kafka, KafkaAccess access) {
    String brokers = access.bootstrapServers();
    Map<String, Object> settings = kafka.getConfigurationProperties();
    return new DeadLetterReads(() -> new DeadLetterLog(brokers, settings));
  }

  /**
   * @param service address of stats-service; empty if rebuilds are not ordered here
   */
  @Bean
  static StatsClient statsClient(@Value("${iec.stats-service}") String service) {
    return new StatsClient(Optional.of(service).filter(it -> !it.isBlank()).map(URI::create));
  }

  private static byte[] seed(SecureRandom random) {
    byte[] seed = new byte[Draw.SEED_BYTES];
    random.nextBytes(seed);
    return seed;
  }
}
