package org.iecpools.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.PoolsEvent;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfilesEvent;
import org.iecpools.events.Reason;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.access.TestTokens;
import org.iecpools.kit.clock.ClockProgress;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.clock.Ticks;
import org.iecpools.kit.stream.Attribution;
import org.iecpools.kit.stream.EventPublisher;
import org.iecpools.kit.stream.EventSink;
import org.iecpools.kit.stream.EventSource;
import org.iecpools.kit.stream.Followers;
import org.iecpools.kit.stream.Received;
import org.iecpools.kit.stream.RecordValidator;
import org.iecpools.kit.stream.StreamsKit;
import org.iecpools.kit.stream.TopicFollower;
import org.iecpools.kit.trace.Traces;
import org.iecpools.management.ManagementPort;
import org.iecpools.stack.Ports;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;

/** Tests a service of two instances on a real broker; it rejects every profile at the next tick. */
class ServiceKitTest {

  private static final Instant MONDAY = Instant.parse("2026-03-02T12:00:00Z");

  @TempDir private static Path data;
  private static TestBroker broker;
  private static String bootstrapServers;
  private static List<ConfigurableApplicationContext> instances;
  private static String address;
  private static URI management;
  private static long lastTick;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import({ServiceKit.class, StreamsKit.class})
  static class Grumpy {
    @Bean
    @Primary
    static EventCodec codecWithoutRegistry() {
      return new EventCodec(EventCodec.inMemory());
    }

    @Autowired
    void topology(
        StreamsBuilder builder,
        EventSource eventSource,
        EventSink eventSink,
        ServiceClock clock,
        ClockProgress progress) {
      KStream<String, Received<ProfilesEvent>> profiles =
          eventSource.read(builder, Topics.PROFILES);
      eventSink.write(
          profiles.process(() -> new RejectAtNextTick(clock, progress), Named.as("reject")),
          Topics.POOLS);
    }
  }

  static final class RejectAtNextTick
      extends ContextualProcessor<String, Received<ProfilesEvent>, String, PoolsEvent> {
    private final ServiceClock clock;
    private final ClockProgress progress;
    private final List<ProfileSubmitted> waiting = new java.util.ArrayList<>();

    RejectAtNextTick(ServiceClock clock, ClockProgress progress) {
      this.clock = clock;
      this.progress = progress;
    }

    @Override
    public void init(ProcessorContext<String, PoolsEvent> context) {
      super.init(context);
      Ticks.every(
          context,
          "reject",
          progress,
          clock,
          now -> {
            List<ProfileSubmitted> due =
                waiting.stream().filter(p -> p.getOccurredAt().isBefore(now)).toList();
            due.forEach(p -> context.forward(new Record<>("", reject(p, now), 0)));
            waiting.removeAll(due);
            return due.isEmpty();
          });
    }

    @Override
    public void process(Record<String, Received<ProfilesEvent>> record) {
      if (record.value().event() instanceof ProfileSubmitted submitted) {
        waiting.add(submitted);
      }
    }

    private static ProfileRejected reject(ProfileSubmitted profile, Instant now) {
      return ProfileRejected.newBuilder()
          .setEventId(UUID.randomUUID())
          .setOccurredAt(now)
          .setSeason(profile.getSeason())
          .setCountry(profile.getCitizenship())
          .setProfileId(profile.getProfileId())
          .setCandidateId(profile.getCandidateId())
          .setReasons(List.of(new Reason("GRUMPY", "Not today.")))
          .build();
    }
  }

  @BeforeAll
  static void start() throws Exception {
    broker = TestBroker.withTopics(Topics.ALL.stream());
    bootstrapServers = broker.bootstrapServers();
    Ports ports = Ports.free();
    instances = List.of(instance(ports.profile()), instance(ports.pool()));
    address = "http://127.0.0.1:" + ports.profile();
    management = ManagementPort.of(URI.create(address));
  }

  private static ConfigurableApplicationContext instance(int port) {
    return new SpringApplicationBuilder(Grumpy.class)
        .web(WebApplicationType.SERVLET)
        .run(
            "--spring.config.import=classpath:kit.yaml",
            "--spring.application.name=pool-service",
            "--spring.kafka.bootstrap-servers=" + bootstrapServers,
            "--iec.access.key-file=" + TestTokens.keyFile(),
            "--iec.data-dir=" + data.resolve(Integer.toString(port)),
            "--server.port=" + port);
  }

  @AfterAll
  static void stop() throws Exception {
    instances.forEach(ConfigurableApplicationContext::close);
    broker.close();
  }

  /** Waits until each instance has tasks, so that neither can answer for both. */
  private static void awaitThatTheTasksAreShared() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                instances.stream()
                    .map(i -> i.getBean(StreamsBuilderFactoryBean.class).getKafkaStreams())
                    .allMatch(
                        streams ->
                            streams.state() == KafkaStreams.State.RUNNING
                                && streams.metadataForLocalThreads().stream()
                                    .anyMatch(thread -> !thread.activeTasks().isEmpty())));
  }

  @Test
  void theBarrierOpensOnlyWhenTheTicksConsequencesAreCommitted() throws Exception {
    EventPublisher publisher = instances.getFirst().getBean(EventPublisher.class);
    awaitThatTheTasksAreShared();

    for (int round = 0; round < 20; round++) {
      // given profiles of this tick, which the next one rejects
      Instant now = tick(publisher);
      await()
          .pollInterval(Duration.ofMillis(10))
          .until(() -> get("/actuator/clock").body().contains("\"tick\":" + lastTick + ","));
      for (int i = 0; i < 50; i++) {
        publisher.publish(profile(now)).get();
      }

      // when the barrier reports twice that everything is done, asked for it or waiting for it
      String path = "/actuator/clock" + (round % 2 == 0 ? "" : "?rest=" + lastTick);
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(10))
          .until(
              () -> {
                String one = get(path).body();
                return one.contains("\"drained\":true") && one.equals(get(path).body());
              });

      // then everything that the tick had to reject can be read
      assertThat(rejections()).isEqualTo(50L * round);
    }
  }

  @Test
  void theBarrierStaysShutWhileATransactionIsOpenForSomethingMayStandBehindIt() throws Exception {
    EventPublisher publisher = instances.getFirst().getBean(EventPublisher.class);
    awaitThatTheTasksAreShared();
    tick(publisher);
    await().atMost(Duration.ofSeconds(60)).until(ServiceKitTest::isDrained);

    try (KafkaProducer<String, byte[]> killed =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "transactional.id", "killed"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      // given a producer that died within a transaction, with a record behind it
      killed.initTransactions();
      killed.beginTransaction();
      String key = UUID.randomUUID().toString();
      killed.send(new ProducerRecord<>(Topics.PROFILES.name(), key, new byte[] {0})).get();

      // then the barrier stays shut, however often it is polled
      for (int i = 0; i < 5; i++) {
        assertThat(isDrained()).isFalse();
      }
      assertThat(get("/actuator/clock?rest=" + lastTick).body()).contains("\"drained\":false");
      killed.abortTransaction();
    }
    await().atMost(Duration.ofSeconds(60)).until(ServiceKitTest::isDrained);
  }

  @Test
  void theHandlersOfRecordsReachKafkaStreams() {
    assertThat(
            instances.getFirst().getBean(StreamsBuilderFactoryBean.class).getStreamsConfiguration())
        .containsEntry("default.timestamp.extractor", "org.iecpools.kit.stream.AnyTimestamp")
        .containsEntry(
            "deserialization.exception.handler", "org.iecpools.kit.stream.InternalRecords")
        .containsEntry("production.exception.handler", "org.iecpools.kit.stream.Outputs")
        .containsKey("iec.validator");
  }

  /** Publishes a tick one day later and returns its time. */
  private static Instant tick(EventPublisher publisher) throws Exception {
    lastTick++;
    Instant now = MONDAY.plus(Duration.ofDays(lastTick));
    publisher.publish(Topics.CLOCK, new ClockTicked("run", lastTick, now), Attribution.NONE).get();
    return now;
  }

  private static boolean isDrained() throws Exception {
    return get("/actuator/clock").body().contains("\"drained\":true");
  }

  @Test
  void whoIsAskedToStopHasLeftItsGroupWhenItEnds() throws Exception {
    ConfigurableApplicationContext third = instance(Ports.free().stats());
    await().atMost(Duration.ofSeconds(60)).until(() -> members() == 3);

    third.close();

    assertThat(members()).isEqualTo(2);
  }

  private static int members() throws Exception {
    try (Admin admin = broker.admin()) {
      return admin
          .describeConsumerGroups(List.of("pool-service"))
          .all()
          .get()
          .get("pool-service")
          .members()
          .size();
    }
  }

  @Test
  void livenessAndReadinessAreServed() throws Exception {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> get("/actuator/health/readiness").statusCode() == 200);

    assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    assertThat(get("/actuator/health/readiness").body()).contains("\"work\"");
    assertThat(send(URI.create(address + "/nowhere")).body()).contains("\"status\":404");
  }

  private static long rejections() {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest");
    java.util.Set<UUID> rejected = new java.util.HashSet<>();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        Followers followers =
            new Followers(
                new RecordValidator(
                    "reader",
                    new EventCodec(EventCodec.inMemory()),
                    ServiceClock.system(),
                    1,
                    new io.micrometer.core.instrument.simple.SimpleMeterRegistry()),
                admin,
                settings,
                Traces.OFF)) {
      TopicFollower<PoolsEvent> reader =
          followers.follow(Topics.POOLS, e -> rejected.add(e.getProfileId()));
      await().until(reader::isCaughtUp);
    }
    return rejected.size();
  }

  private static ProfileSubmitted profile(Instant at) {
    return ProfileSubmitted.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(at)
        .setProfileId(UUID.randomUUID())
        .setCandidateId(UUID.randomUUID())
        .setSeason(2026)
        .setCitizenship("IE")
        .setBirthDate(LocalDate.parse("2000-01-01"))
        .setResidence("IE")
        .setWanted(List.of())
        .build();
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return send(management.resolve(path));
  }

  private static HttpResponse<String> send(URI uri) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
