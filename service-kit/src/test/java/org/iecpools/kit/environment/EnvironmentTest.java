package org.iecpools.kit.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.iecpools.environment.Environment;
import org.iecpools.environment.Environment.Time;
import org.iecpools.environment.EnvironmentChanged;
import org.iecpools.environment.EnvironmentTopic;
import org.iecpools.environment.Finding;
import org.iecpools.environment.Finding.Kind;
import org.iecpools.environment.Snapshot;
import org.iecpools.events.LoiIssued;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.NewTopics;
import org.iecpools.kafka.Partitions;
import org.iecpools.kafka.SchemaIds;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.SetUp;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.ServiceKit;
import org.iecpools.kit.TestBroker;
import org.iecpools.kit.process.Termination;
import org.iecpools.kit.stream.EventSource;
import org.iecpools.kit.stream.StreamsKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Changes the environment of a service on a real broker: the service refuses to work, reports both
 * states, and has read nothing.
 */
class EnvironmentTest {

  private static TestBroker broker;
  private static FakeRegistry registry;
  private static Admin admin;

  @TempDir private Path data;

  /** Ignores every profile. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import({ServiceKit.class, StreamsKit.class})
  static class Reader {
    /** Ends only the service, because the process is the test's. */
    @Bean
    static Termination termination(ConfigurableApplicationContext service) {
      return _ -> Thread.ofPlatform().start(service::close);
    }

    @Autowired
    void topology(StreamsBuilder builder, EventSource eventSource) {
      eventSource.read(builder, Topics.PROFILES);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    broker = TestBroker.start();
    registry = new FakeRegistry();
    admin = broker.admin();
    SetUp.run(options(false, false));
    write(Topics.PROFILES, 1);
  }

  @AfterAll
  static void stop() {
    admin.close();
    registry.close();
    broker.close();
  }

  @Nested
  class Kafka {

    @Test
    void aClockTopicDoesNotMakeARealStackSimulated() throws Exception {
      create(Topics.CLOCK, 1);

      Finding finding = refused(Kind.CLOCK_TOPIC);

      assertThat(finding.remembered()).contains("system's clock");
      assertThat(finding.wayOut()).contains("Delete the topic");
      assertThatThrownBy(() -> SetUp.run(options(false, true)))
          .as("not even where changes are accepted")
          .isInstanceOf(EnvironmentChanged.class);
      delete(Topics.CLOCK);
    }

    @Test
    void aStackWithDataIsNotMadeSimulated() throws Exception {
      Snapshot before = Snapshot.of(admin);

      assertThatThrownBy(() -> SetUp.run(options(true, false)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("holds data in real time");

      assertThat(Snapshot.of(admin)).isEqualTo(before);
      assertThat(recorded().time()).isEqualTo(Time.REAL);
    }

    @Test
    void addedPartitionsAreRefused() throws Exception {
      admin
          .createPartitions(Map.of(Topics.RESPONSES.name(), NewPartitions.increaseTo(6)))
          .all()
          .get();

      Finding finding = refused(Kind.PARTITIONS);

      assertThat(finding.subject()).contains(Topics.RESPONSES.name());
      assertThat(finding.remembered()).isEqualTo("4 partitions");
      assertThat(finding.found()).isEqualTo("6 partitions");
      delete(Topics.RESPONSES);
      create(Topics.RESPONSES, 4);
      accept();
    }

    @Test
    void aTopicThatWasCreatedAgainIsRefused() throws Exception {
      String id = recorded().topics().get(Topics.INVITATIONS.name()).id();
      delete(Topics.INVITATIONS);
      create(Topics.INVITATIONS, 4);

      Finding finding = refused(Kind.TOPIC_RECREATED);

      assertThat(finding.remembered()).contains(id);
      assertThat(finding.found()).doesNotContain(id);
      accept();
    }

    @Test
    void aDeletedTopicIsRefusedAndSetUpDoesNotCreateItAgain() throws Exception {
      delete(Topics.APPLICATIONS);

      Finding finding = refused(Kind.TOPIC_MISSING);

      assertThat(finding.subject()).contains(Topics.APPLICATIONS.name());
      assertThat(admin.listTopics().names().get()).doesNotContain(Topics.APPLICATIONS.name());
      accept();
    }

    @Test
    void aRetentionTimeIsRefused() throws Exception {
      set(Topics.POOLS, "retention.ms", "604800000");

      Finding finding = refused(Kind.SETTINGS);

      assertThat(finding.remembered()).isEqualTo("retention.ms=-1");
      assertThat(finding.found()).isEqualTo("retention.ms=604800000");
      accept();
    }

    @Test
    void compactionIsRefused() throws Exception {
      set(Topics.ROUNDS, "cleanup.policy", "compact");

      Finding finding = refused(Kind.SETTINGS);

      assertThat(finding.found()).isEqualTo("cleanup.policy=compact");
      accept();
    }

    @Test
    void deletedRecordsAreRefused() throws Exception {
      write(Topics.SEASONS, 3);
      admin
          .deleteRecords(
              Map.of(new TopicPartition(Topics.SEASONS.name(), 0), RecordsToDelete.beforeOffset(2)))
          .all()
          .get();

      Finding finding = refused(Kind.RECORDS_DELETED);

      assertThat(finding.found()).isEqualTo("partition 0 begins at 2");
      accept();
    }

    @Test
    void anotherClusterAtTheSameAddressIsRefusedAlthoughItIsSetUpCorrectly() throws Exception {
      watch(data, _ -> {});
      try (TestBroker other = TestBroker.withTopics(withoutClock());
          Admin there = other.admin()) {
        Throwable refusal =
            catchThrowable(() -> watch(other.bootstrapServers(), there, registry.url(), data));

        assertThat(refusal)
            .isInstanceOf(EnvironmentChanged.class)
            .hasMessageContaining("Another cluster answers at this address")
            .hasMessageContaining(admin.describeCluster().clusterId().get())
            .hasMessageContaining(there.describeCluster().clusterId().get());
      }
    }

    @Test
    void aMirroredEnvironmentRecordIsRefused() throws Exception {
      try (TestBroker other =
              TestBroker.withTopics(withoutClock().filter(topic -> topic != Topics.ENVIRONMENT));
          Admin there = other.admin()) {
        NewTopics.create(there, List.of(newTopic(Topics.ENVIRONMENT, 1)));
        EnvironmentTopic.write(Map.of("bootstrap.servers", other.bootstrapServers()), recorded());

        Throwable refusal =
            catchThrowable(() -> watch(other.bootstrapServers(), there, registry.url(), data));

        assertThat(((EnvironmentChanged) refusal).findings())
            .extracting(Finding::kind)
            .contains(Kind.OTHER_CLUSTER);
      }
    }

    @Test
    void anOlderStateOfTheSameClusterIsRefused() throws Exception {
      Environment now = recorded();
      new EnvironmentMemory(data)
          .remember(
              new Environment(
                  now.id(),
                  now.revision() + 1,
                  now.clusterId(),
                  now.time(),
                  now.topics(),
                  now.schemas()));

      assertThatThrownBy(() -> watch(data, _ -> {}))
          .isInstanceOf(EnvironmentChanged.class)
          .hasMessageContaining("older state");
    }

    @Test
    void aStackThatWasNotSetUpIsRefused() throws Exception {
      try (TestBroker other =
              TestBroker.withTopics(withoutClock().filter(topic -> topic != Topics.ENVIRONMENT));
          Admin there = other.admin()) {
        assertThatThrownBy(() -> watch(other.bootstrapServers(), there, registry.url(), data))
            .isInstanceOf(EnvironmentChanged.class)
            .hasMessageContaining("Run the set-up job");
      }
    }

    @Test
    void aRunningServiceStopsWhenATopicIsCreatedAgain() throws Exception {
      CompletableFuture<Void> stopped = new CompletableFuture<>();
      EnvironmentWatch watch = watch(data, stopped::complete);
      watch.start();
      try {
        delete(Topics.PUBLICATIONS);
        create(Topics.PUBLICATIONS, 4);

        await().atMost(Duration.ofSeconds(60)).until(stopped::isDone);

        assertThat(watch.findings())
            .extracting(Finding::subject)
            .contains("topic " + Topics.PUBLICATIONS.name());
      } finally {
        watch.stop();
      }
      accept();
    }

    @Test
    void aRunningServiceEndsWhenPartitionsAreAdded() throws Exception {
      ConfigurableApplicationContext service = service();
      try {
        admin
            .createPartitions(Map.of(Topics.RESPONSES.name(), NewPartitions.increaseTo(5)))
            .all()
            .get();

        await().atMost(Duration.ofSeconds(90)).until(() -> !service.isActive());
      } finally {
        service.close();
      }
      delete(Topics.RESPONSES);
      create(Topics.RESPONSES, 4);
      accept();
    }

    /** Control for all other tests: nothing has changed. */
    @Test
    void anEnvironmentThatHasNotChangedIsAcceptedAndSetUpChangesNothing() throws Exception {
      Environment before = recorded();

      SetUp.run(options(false, false));
      watch(data, _ -> {});
      watch(data, _ -> {});

      assertThat(recorded()).isEqualTo(before);
    }
  }

  @Nested
  class Adoption {

    @Test
    void anInstallationWithoutARecordIsAdoptedAsItIs() throws Exception {
      try (TestBroker old =
              TestBroker.withTopics(withoutClock().filter(topic -> topic != Topics.ENVIRONMENT));
          Admin there = old.admin()) {
        write(old, Topics.PROFILES, 2);

        SetUp.run(options(old, false));

        assertThat(recorded(old).time()).isEqualTo(Time.REAL);
        watch(old.bootstrapServers(), there, registry.url(), data);
      }
    }

    @Test
    void anInstallationThatHasTicksIsAdoptedAsSimulated() throws Exception {
      try (TestBroker old =
          TestBroker.withTopics(Topics.ALL.stream().filter(topic -> topic != Topics.ENVIRONMENT))) {
        write(old, Topics.PROFILES, 2);
        assertThatThrownBy(() -> SetUp.run(options(old, false)))
            .as("an empty clock is nobody's")
            .hasMessageContaining("not clear whose time");

        write(old, Topics.CLOCK, 1);
        SetUp.run(options(old, false));
        SetUp.run(options(old, false));

        assertThat(recorded(old).time()).isEqualTo(Time.SIMULATED);
        assertThat(recorded(old).revision()).isEqualTo(1);
      }
    }

    @Test
    void aStackWithoutDataMayStillBecomeSimulated() throws Exception {
      try (TestBroker empty = TestBroker.start()) {
        SetUp.run(options(empty, false));
        assertThat(recorded(empty).time()).isEqualTo(Time.REAL);

        SetUp.run(options(empty, true));
        SetUp.run(options(empty, false));

        assertThat(recorded(empty).time()).isEqualTo(Time.SIMULATED);
        assertThat(recorded(empty).revision()).isEqualTo(2);
      }
    }
  }

  @Nested
  class Registry {

    @Test
    void anIdOfAnotherSchemaIsRefusedAndNothingIsRegistered() throws Exception {
      int id = idOf(LoiIssued.getClassSchema());
      Map<Integer, String> before = new HashMap<>(registry.schemas);
      int registrations = registry.registrations;
      registry.schemas.put(id, "{\"type\":\"record\",\"name\":\"Other\",\"fields\":[]}");
      try {
        assertThatThrownBy(() -> begin(data))
            .isInstanceOf(EnvironmentChanged.class)
            .hasMessageContaining("schema id " + id)
            .hasMessageContaining("org.iecpools.events.LoiIssued")
            .hasMessageContaining("Other");
        assertThat(catchThrowable(() -> service().close()))
            .as("a whole service")
            .hasRootCauseInstanceOf(EnvironmentChanged.class);
        assertThat(committed()).as("nothing was read").isEmpty();
        assertThatThrownBy(() -> SetUp.run(options(false, false)))
            .isInstanceOf(EnvironmentChanged.class);
        assertThat(registry.registrations).isEqualTo(registrations);
      } finally {
        registry.schemas.putAll(before);
      }
    }

    @Test
    void aRegistryThatHasLostEverythingIsRefusedUntilSetUpHasGivenTheSameIds() throws Exception {
      watch(data, _ -> {});
      Map<Integer, String> before = new HashMap<>(registry.schemas);
      Map<String, List<Integer>> subjects = new HashMap<>(registry.subjects);
      registry.schemas.clear();
      registry.subjects.clear();
      try {
        assertThatThrownBy(() -> begin(data))
            .isInstanceOf(EnvironmentChanged.class)
            .hasMessageContaining("is not known to the registry");

        SetUp.run(options(false, false));

        assertThat(registry.schemas).isEqualTo(before);
        begin(data);
      } finally {
        registry.schemas.putAll(before);
        registry.subjects.putAll(subjects);
      }
    }

    @Test
    void anIdSeenInUseIsRememberedOverARestart() throws Exception {
      Schema variant =
          new Schema.Parser()
              .parse(LoiIssued.getClassSchema().toString().replace("\"doc\"", "\"was\""));
      registry.register("upstream", variant.toString());
      int id = idOf(variant);
      try {
        watch(data, _ -> {}).verified(new SchemaRegistry(registry.url())).schemaOf(id);
        registry.schemas.put(id, Schema.create(Schema.Type.STRING).toString());

        assertThatThrownBy(() -> begin(data))
            .isInstanceOf(EnvironmentChanged.class)
            .hasMessageContaining("schema id " + id);
      } finally {
        registry.schemas.remove(id);
        registry.subjects.remove("upstream");
      }
    }

    @Test
    void anIdThatChangesWhileTheServiceRunsStopsItBeforeARecordIsDecoded() throws Exception {
      CompletableFuture<Void> stopped = new CompletableFuture<>();
      SchemaIds ids =
          watch(data, stopped::complete)
              .verified(
                  new SchemaIds() {
                    @Override
                    public int idOf(Schema schema) {
                      return 1;
                    }

                    @Override
                    public Schema schemaOf(int id) {
                      return LoiIssued.getClassSchema();
                    }
                  });
      int another =
          recorded().schemas().entrySet().stream()
              .filter(known -> !known.getValue().name().endsWith("LoiIssued"))
              .findFirst()
              .orElseThrow()
              .getKey();

      assertThatThrownBy(() -> ids.schemaOf(another))
          .isInstanceOf(SchemaRegistry.Unavailable.class);
      assertThat(stopped).isDone();
    }

    @Test
    void aDeletedOrAlteredSubjectIsReportedAndTheServiceGoesOn() throws Exception {
      String deleted = LoiIssued.class.getName();
      String altered = "org.iecpools.events.ProfileSubmitted";
      CompletableFuture<Void> stopped = new CompletableFuture<>();
      EnvironmentWatch watch = watch(data, stopped::complete);
      List<Integer> ids = registry.subjects.remove(deleted);
      registry.register(altered, "{\"type\":\"record\",\"name\":\"Mine\",\"fields\":[]}");
      watch.start();
      try {
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () ->
                    assertThat(watch.findings())
                        .extracting(Finding::kind, Finding::subject)
                        .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple(
                                Kind.SUBJECT_MISSING, "subject " + deleted),
                            org.assertj.core.groups.Tuple.tuple(
                                Kind.SUBJECT_ALTERED, "subject " + altered)));

        HealthIndicator health = new EnvironmentKit().environmentHealthIndicator(watch);
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        assertThat(health.health().getDetails().get("findings").toString()).contains(deleted);
        assertThat(stopped).isNotDone();
      } finally {
        watch.stop();
        registry.subjects.put(deleted, ids);
        registry.schemas.remove(registry.subjects.get(altered).removeLast());
      }
    }

    @Test
    void aRegistryThatDoesNotAnswerDoesNotKeepTheServiceFromStarting() throws Exception {
      EnvironmentWatch watch =
          watch(broker.bootstrapServers(), admin, java.net.URI.create("http://127.0.0.1:1"), data);

      watch.start();

      assertThat(watch.isRunning()).isTrue();
      watch.stop();
    }
  }

  /**
   * Asserts that a complete service refuses to start, and that neither it nor set-up has read or
   * changed anything.
   */
  private Finding refused(Kind kind) throws Exception {
    Map<TopicPartition, Long> ends = ends();
    Snapshot before = Snapshot.of(admin);

    Throwable failure = catchThrowable(() -> service().close());

    List<Finding> findings =
        Stream.iterate(failure, e -> e != null, Throwable::getCause)
            .filter(EnvironmentChanged.class::isInstance)
            .map(e -> ((EnvironmentChanged) e).findings())
            .findFirst()
            .orElseThrow(() -> new AssertionError("the service started", failure));
    assertThat(findings).extracting(Finding::kind).containsExactly(kind);
    assertThat(ends()).as("nothing was written").isEqualTo(ends);
    assertThat(committed()).as("nothing was read").isEmpty();
    assertThat(data.resolve("environment.json")).as("nothing is remembered").doesNotExist();
    assertThatThrownBy(() -> SetUp.run(options(false, false)))
        .isInstanceOf(EnvironmentChanged.class)
        .hasMessageContaining(findings.getFirst().found());
    assertThat(Snapshot.of(admin)).as("set-up changed nothing").isEqualTo(before);
    return findings.getFirst();
  }

  private Map<TopicPartition, OffsetAndMetadata> committed() throws Exception {
    return admin
        .listConsumerGroupOffsets("refused-" + data.getFileName())
        .partitionsToOffsetAndMetadata()
        .get();
  }

  private ConfigurableApplicationContext service() {
    return new SpringApplicationBuilder(Reader.class)
        .web(WebApplicationType.NONE)
        .run(
            "--spring.config.import=classpath:kit.yaml",
            "--spring.main.allow-bean-definition-overriding=true",
            "--spring.application.name=refused-" + data.getFileName(),
            "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
            "--spring.kafka.streams.properties.application.server=127.0.0.1:1",
            "--iec.registry-url=" + registry.url(),
            "--iec.data-dir=" + data);
  }

  private static void begin(Path data) throws Exception {
    EnvironmentWatch watch = watch(data, _ -> {});
    watch.start();
    watch.stop();
  }

  private static EnvironmentWatch watch(Path data, java.util.function.Consumer<Void> stop)
      throws Exception {
    return new EnvironmentWatch(
        admin,
        Map.of("bootstrap.servers", broker.bootstrapServers()),
        new SchemaRegistry(registry.url()),
        data,
        Duration.ofMillis(200),
        _ -> stop.accept(null));
  }

  private static EnvironmentWatch watch(
      String bootstrapServers, Admin admin, java.net.URI registry, Path data) throws Exception {
    return new EnvironmentWatch(
        admin,
        Map.of("bootstrap.servers", bootstrapServers),
        new SchemaRegistry(registry),
        data,
        Duration.ofMinutes(1),
        _ -> {});
  }

  private static SetUp.Options options(boolean simulatedClock, boolean acceptChanges) {
    return new SetUp.Options(
        broker.bootstrapServers(),
        registry.url(),
        ClientConfig.NONE,
        4,
        simulatedClock,
        acceptChanges,
        Optional.empty());
  }

  private static SetUp.Options options(TestBroker other, boolean simulatedClock) {
    return new SetUp.Options(
        other.bootstrapServers(),
        registry.url(),
        ClientConfig.NONE,
        4,
        simulatedClock,
        false,
        Optional.empty());
  }

  /** Accepts the current environment as an operator would; a service must then accept it too. */
  private void accept() throws Exception {
    int revision = recorded().revision();
    SetUp.run(options(false, true));
    assertThat(recorded().revision()).isGreaterThanOrEqualTo(revision);
    watch(data.resolve("accepted"), _ -> {});
  }

  private static Environment recorded() {
    return recorded(broker);
  }

  private static Environment recorded(TestBroker of) {
    return EnvironmentTopic.read(Map.of("bootstrap.servers", of.bootstrapServers())).orElseThrow();
  }

  private static int idOf(Schema schema) {
    return registry.schemas.entrySet().stream()
        .filter(known -> known.getValue().equals(schema.toString()))
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  private static Stream<Topic<?>> withoutClock() {
    return Topics.ALL.stream().filter(topic -> topic != Topics.CLOCK);
  }

  private static NewTopic newTopic(Topic<?> topic, int partitions) {
    return new NewTopic(topic.name(), partitions, (short) 1).configs(topic.settings());
  }

  private static void create(Topic<?> topic, int partitions) {
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsMatching(e -> e instanceof ExecutionException)
        .until(
            () -> {
              NewTopics.create(admin, List.of(newTopic(topic, partitions)));
              return true;
            });
  }

  private static void delete(Topic<?> topic) throws Exception {
    admin.deleteTopics(List.of(topic.name())).all().get();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !admin.listTopics().names().get().contains(topic.name()));
  }

  private static void set(Topic<?> topic, String key, String value) throws Exception {
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topic.name()),
                List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  private static void write(Topic<?> topic, int records) throws Exception {
    write(broker, topic, records);
  }

  private static void write(TestBroker to, Topic<?> topic, int records) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", to.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < records; i++) {
        producer
            .send(
                new ProducerRecord<>(
                    topic.name(), 0, UUID.randomUUID().toString(), new byte[] {1, 2, 3}))
            .get();
      }
    }
  }

  private static Map<TopicPartition, Long> ends() throws Exception {
    return Partitions.ends(admin, Partitions.of(admin, admin.listTopics().names().get()));
  }
}
