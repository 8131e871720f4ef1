package org.iecpools.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.iecpools.stack.LocalBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every topic, consumer group and transactional id with every principal, on a real broker. What is
 * expected is stated here a second time, as docs/kafka-security.md states it.
 */
class AccessMatrixTest {

  private static final List<String> SERVICES =
      List.of("profile-service", "pool-service", "invitation-service", "stats-service");

  /** Topics of Kafka Streams; the first part is the owner. */
  private static final List<String> INTERNAL =
      Stream.concat(
              SERVICES.stream().map(service -> service + "-store-changelog"),
              Stream.of(
                  "pool-service-identity-claims-repartition",
                  "pool-service-identity-answers-repartition"))
          .toList();

  private static final List<String> GROUPS =
      Stream.concat(
              SERVICES.stream(),
              Stream.of(
                  "stats-service-publisher", "upstream-1", "operators-1", "auditor-1", "other"))
          .toList();

  private static final List<String> TRANSACTIONAL_IDS =
      Stream.concat(
              SERVICES.stream().map(service -> service + "-1"),
              Stream.of("upstream-1", PrincipalAcls.REDRIVE, "other"))
          .toList();

  /** Topics that upstream writes; the simulator plays upstream. */
  private static final Set<String> OF_UPSTREAM =
      Set.of("iec.profiles", "iec.responses", "iec.applications", "iec.seasons");

  @TempDir private static Path directory;
  private static LocalBroker broker;
  private static Credentials credentials;
  private static Admin admin;
  private static final Map<Principal, KafkaProducer<byte[], byte[]>> PRODUCERS =
      new EnumMap<>(Principal.class);
  private static final Map<Principal, KafkaConsumer<byte[], byte[]>> CONSUMERS =
      new EnumMap<>(Principal.class);
  private static final Map<Principal, Admin> ADMINS = new EnumMap<>(Principal.class);

  @BeforeAll
  static void setUp() throws Exception {
    credentials = new Credentials(directory, ClientConfig.NONE);
    credentials.generateAll();
    broker = LocalBroker.start(credentials);
    admin = Admin.create(settings(Principal.SET_UP));
    admin
        .createTopics(topics().map(topic -> new NewTopic(topic, 1, (short) 1)).toList())
        .all()
        .get();
    for (String group : GROUPS) {
      admin
          .alterConsumerGroupOffsets(
              group, Map.of(new TopicPartition("iec.pools", 0), new OffsetAndMetadata(0)))
          .all()
          .get();
    }
    Access.apply(admin, credentials, true);
    admin
        .alterUserScramCredentials(
            List.of(
                new UserScramCredentialUpsertion(
                    Principal.HISTORY.id(),
                    new ScramCredentialInfo(Access.MECHANISM, 4096),
                    credentials.password(Principal.HISTORY))))
        .all()
        .get();
    for (Principal principal : Principal.values()) {
      Map<String, Object> writing = settings(principal);
      writing.put("max.block.ms", 10_000);
      PRODUCERS.put(
          principal,
          new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer()));
      Map<String, Object> reading = settings(principal);
      reading.put("auto.offset.reset", "earliest");
      CONSUMERS.put(
          principal,
          new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
      ADMINS.put(principal, Admin.create(settings(principal)));
    }
    for (String topic : topics().toList()) {
      write(Principal.SET_UP, topic);
    }
  }

  @AfterAll
  static void stop() {
    PRODUCERS.values().forEach(producer -> producer.close(Duration.ZERO));
    CONSUMERS.values().forEach(KafkaConsumer::close);
    ADMINS.values().forEach(Admin::close);
    admin.close();
    broker.close();
  }

  private static Stream<String> topics() {
    return Stream.concat(Topics.ALL.stream().map(Topic::name), INTERNAL.stream());
  }

  private static Map<String, Object> settings(Principal principal) {
    return ClientConfig.read(credentials.file(principal)).kafka(broker.bootstrapServers());
  }

  @TestFactory
  Stream<DynamicTest> everyTopicWithEveryPrincipal() {
    return topics()
        .flatMap(
            topic ->
                Arrays.stream(Principal.values())
                    .flatMap(
                        principal ->
                            Stream.of(
                                dynamicTest(
                                    principal.id() + " writes " + topic,
                                    () ->
                                        assertThat(write(principal, topic))
                                            .isEqualTo(mayWrite(principal, topic))),
                                dynamicTest(
                                    principal.id() + " reads " + topic,
                                    () ->
                                        assertThat(read(principal, topic))
                                            .isEqualTo(mayRead(principal, topic))))));
  }

  @TestFactory
  Stream<DynamicTest> everyGroupWithEveryPrincipal() {
    return GROUPS.stream()
        .flatMap(
            group ->
                Arrays.stream(Principal.values())
                    .map(
                        principal ->
                            dynamicTest(
                                principal.id() + " joins " + group,
                                () ->
                                    assertThat(operations(principal, group))
                                        .isEqualTo(expected(principal, group)))));
  }

  @TestFactory
  Stream<DynamicTest> everyTransactionalIdWithEveryPrincipal() {
    return TRANSACTIONAL_IDS.stream()
        .flatMap(
            id ->
                Arrays.stream(Principal.values())
                    .map(
                        principal ->
                            dynamicTest(
                                principal.id() + " uses " + id,
                                () ->
                                    assertThat(beginTransactions(principal, id))
                                        .isEqualTo(mayUse(principal, id)))));
  }

  @Test
  void setUpRepeatedChangesNothing() throws Exception {
    assertThat(Access.apply(admin, credentials, true))
        .last()
        .asString()
        .contains("0 added, 0 removed");
  }

  @Test
  void aStaleRuleIsRemovedAndOneOfAnotherUserIsKept() throws Exception {
    AclBinding stale = rule("User:auditor");
    AclBinding other = rule("User:somebody");
    admin.createAcls(List.of(stale, other)).all().get();

    List<String> done = Access.apply(admin, credentials, true);

    assertThat(done).last().asString().contains("0 added, 1 removed");
    assertThat(admin.describeAcls(stale.toFilter()).values().get()).isEmpty();
    assertThat(admin.describeAcls(other.toFilter()).values().get()).containsExactly(other);
  }

  private static AclBinding rule(String user) {
    AclBinding any = PrincipalAcls.of(Principal.UPSTREAM).iterator().next();
    return new AclBinding(
        any.pattern(),
        new org.apache.kafka.common.acl.AccessControlEntry(
            user, "*", AclOperation.DELETE, any.entry().permissionType()));
  }

  private static boolean mayWrite(Principal principal, String topic) {
    return switch (principal) {
      case SET_UP -> true;
      case AUDITOR -> false;
      case UPSTREAM -> OF_UPSTREAM.contains(topic);
      case SIMULATOR -> OF_UPSTREAM.contains(topic) || topic.equals("iec.clock");
      case HISTORY -> Set.of("iec.pools", "iec.rounds").contains(topic);
      case TRACK -> topic.equals("iec.published");
      case WEBHOOKS -> topic.equals("iec.webhooks");
      case OPERATORS ->
          Set.of(
                  "iec.seasons",
                  "iec.profiles",
                  "iec.pools",
                  "iec.rounds",
                  "iec.invitations",
                  "iec.responses",
                  "iec.applications",
                  "iec.round-commands",
                  "iec.dead-letters")
              .contains(topic);
      case PROFILE_SERVICE -> isOwn(principal, topic, "iec.profiles", "iec.dead-letters");
      case POOL_SERVICE -> isOwn(principal, topic, "iec.pools", "iec.dead-letters");
      case INVITATION_SERVICE ->
          isOwn(
              principal,
              topic,
              "iec.seasons",
              "iec.rounds",
              "iec.invitations",
              "iec.responses",
              "iec.round-commands",
              "iec.dead-letters");
      case STATS_SERVICE ->
          isOwn(
              principal,
              topic,
              "iec.statistics",
              "iec.publications",
              "iec.changes",
              "iec.dead-letters");
    };
  }

  private static boolean mayRead(Principal principal, String topic) {
    boolean common =
        Set.of("iec.seasons", "iec.rounds", "iec.clock", "iec.environment").contains(topic);
    return switch (principal) {
      case SET_UP -> true;
      case AUDITOR, OPERATORS, SIMULATOR -> topic.startsWith("iec.");
      case UPSTREAM -> Set.of("iec.pools", "iec.invitations", "iec.dead-letters").contains(topic);
      case HISTORY -> false;
      case TRACK -> topic.equals("iec.published");
      case WEBHOOKS -> Set.of("iec.changes", "iec.webhooks").contains(topic);
      case PROFILE_SERVICE ->
          common
              || isOwn(
                  principal,
                  topic,
                  "iec.profiles",
                  "iec.pools",
                  "iec.invitations",
                  "iec.responses",
                  "iec.applications");
      case POOL_SERVICE -> common || isOwn(principal, topic, "iec.profiles", "iec.invitations");
      case INVITATION_SERVICE ->
          common
              || topic.startsWith("pool-service-identity-")
              || isOwn(
                  principal,
                  topic,
                  "iec.dead-letters",
                  "iec.profiles",
                  "iec.pools",
                  "iec.responses",
                  "iec.applications",
                  "iec.round-commands");
      case STATS_SERVICE ->
          common
              || isOwn(
                  principal,
                  topic,
                  "iec.pools",
                  "iec.invitations",
                  "iec.responses",
                  "iec.applications",
                  "iec.statistics",
                  "iec.publications",
                  "iec.published",
                  "iec.changes");
    };
  }

  private static boolean isOwn(Principal principal, String topic, String... others) {
    return topic.startsWith(principal.id() + "-") || List.of(others).contains(topic);
  }

  /** What may be done with a group: joined, only described, or nothing. */
  private enum Use {
    JOIN,
    DESCRIBE,
    NONE
  }

  private static Use expected(Principal principal, String group) {
    if (principal == Principal.SET_UP) {
      return Use.JOIN;
    }
    if (SERVICES.contains(principal.id())) {
      return group.startsWith(principal.id())
          ? Use.JOIN
          : principal == Principal.INVITATION_SERVICE && group.equals("pool-service")
              ? Use.DESCRIBE
              : Use.NONE;
    }
    if (group.startsWith(principal.id())) {
      return Use.JOIN;
    }
    return Set.of(Principal.AUDITOR, Principal.OPERATORS).contains(principal)
            && SERVICES.contains(group)
        ? Use.DESCRIBE
        : Use.NONE;
  }

  private static boolean mayUse(Principal principal, String id) {
    return principal == Principal.SET_UP
        || id.equals(principal.id() + "-1") && principal != Principal.AUDITOR
        || id.equals(PrincipalAcls.REDRIVE) && principal == Principal.OPERATORS;
  }

  private static boolean write(Principal principal, String topic) throws Exception {
    try {
      PRODUCERS.get(principal).send(new ProducerRecord<>(topic, new byte[1], new byte[1])).get();
      return true;
    } catch (ExecutionException e) {
      return denied(e.getCause());
    } catch (KafkaException e) {
      // Without any right to write, an idempotent producer gets no id; later sends have this cause.
      return denied(e instanceof AuthorizationException ? e : e.getCause());
    }
  }

  private static boolean read(Principal principal, String topic) {
    KafkaConsumer<byte[], byte[]> consumer = CONSUMERS.get(principal);
    consumer.assign(List.of(new TopicPartition(topic, 0)));
    try {
      consumer.seekToBeginning(consumer.assignment());
      for (int i = 0; i < 100; i++) {
        if (!consumer.poll(Duration.ofMillis(100)).isEmpty()) {
          return true;
        }
      }
      throw new AssertionError("neither a record nor an error from " + topic);
    } catch (AuthorizationException e) {
      return false;
    }
  }

  private static Use operations(Principal principal, String group) throws Exception {
    try {
      Set<AclOperation> allowed =
          ADMINS
              .get(principal)
              .describeConsumerGroups(
                  List.of(group),
                  new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
              .all()
              .get()
              .get(group)
              .authorizedOperations();
      return allowed.contains(AclOperation.READ) ? Use.JOIN : Use.DESCRIBE;
    } catch (ExecutionException e) {
      denied(e.getCause());
      return Use.NONE;
    }
  }

  private static boolean beginTransactions(Principal principal, String id) {
    Map<String, Object> settings = new HashMap<>(settings(principal));
    settings.put("transactional.id", id);
    settings.put("max.block.ms", 10_000);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      return true;
    } catch (AuthorizationException e) {
      return false;
    }
  }

  private static boolean denied(Throwable e) {
    assertThat(Optional.ofNullable(e)).get().isInstanceOf(AuthorizationException.class);
    return false;
  }
}
