package org.iecpools.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.iecpools.environment.Environment.SchemaState;
import org.iecpools.environment.Environment.Time;
import org.iecpools.environment.Environment.TopicState;
import org.iecpools.environment.Finding.Kind;
import org.iecpools.kafka.SchemaIds;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;

/**
 * Maintains the environment record for set-up: checks it before set-up changes anything, and writes
 * it afterwards. An installation without a record is adopted as it is.
 */
public final class EnvironmentKeeper {

  private final Admin admin;
  private final Map<String, Object> client;
  private final boolean acceptsChanges;
  private final Optional<Environment> remembered;
  private final Time time;

  private EnvironmentKeeper(
      Admin admin,
      Map<String, Object> client,
      boolean acceptsChanges,
      Optional<Environment> remembered,
      Time time) {
    this.admin = admin;
    this.client = client;
    this.acceptsChanges = acceptsChanges;
    this.remembered = remembered;
    this.time = time;
  }

  /**
   * Checks Kafka against the environment record. Changes nothing.
   *
   * @param client client settings, at least {@code bootstrap.servers}
   * @param simulatedClock whether to simulate time; allowed only for a stack without data
   * @param acceptsChanges whether the operator accepts the differences
   * @throws EnvironmentChanged with every difference
   * @throws IllegalStateException if {@code simulatedClock} is requested for a stack with data, or
   *     if it is unclear which time the data follow
   */
  public static EnvironmentKeeper open(
      Admin admin, Map<String, Object> client, boolean simulatedClock, boolean acceptsChanges)
      throws ExecutionException, InterruptedException {
    Snapshot now = Snapshot.of(admin);
    Optional<Environment> remembered =
        now.topics().containsKey(Topics.ENVIRONMENT.name())
            ? EnvironmentTopic.read(client)
            : Optional.empty();
    long data = Snapshot.data(admin);
    Time time =
        remembered.isPresent()
            ? time(remembered.get(), simulatedClock, data)
            : adoptedTime(admin, now, simulatedClock, data);
    Environment expected =
        remembered
            .map(
                r ->
                    new Environment(
                        r.id(), r.revision(), r.clusterId(), time, r.topics(), r.schemas()))
            .orElseGet(() -> adopted(now, time));
    List<Finding> findings =
        new ArrayList<>(
            EnvironmentCheck.compare(
                expected,
                now,
                String.valueOf(client.get("bootstrap.servers")),
                topic -> changedSettings(topic, expected, now)));
    if (acceptsChanges) {
      findings.removeIf(finding -> finding.kind() != Kind.CLOCK_TOPIC);
    }
    if (!findings.isEmpty()) {
      throw new EnvironmentChanged(findings);
    }
    return new EnvironmentKeeper(admin, client, acceptsChanges, remembered, time);
  }

  /** Source of the time in the stack's data. */
  public Time time() {
    return time;
  }

  /**
   * Checks the registry before schemas are registered. Changes nothing. An unknown id is not
   * refused yet, because the schema may get the same id when it is registered again.
   *
   * @throws EnvironmentChanged if an id stands for another schema
   */
  public void check(SchemaIds registry) {
    if (!acceptsChanges) {
      refuse(
          SchemaCheck.ids(schemas(), registry).stream()
              .filter(finding -> finding.kind() == Kind.SCHEMA_ID_REASSIGNED)
              .toList());
    }
  }

  /**
   * Records the current environment if it differs from the recorded one.
   *
   * @param registered schemas of this version by id
   * @throws EnvironmentChanged if the registry does not know a recorded id although all schemas
   *     have been registered, or if an id stands for another schema
   */
  public void record(Map<Integer, SchemaState> registered, SchemaIds registry)
      throws ExecutionException, InterruptedException {
    Map<Integer, SchemaState> schemas = new TreeMap<>(registered);
    if (!acceptsChanges) {
      refuse(SchemaCheck.ids(schemas(), registry));
      schemas.putAll(schemas());
    }
    bringSettings();
    Snapshot now = Snapshot.of(admin);
    Environment next =
        new Environment(
            remembered.map(Environment::id).orElseGet(UUID::randomUUID),
            remembered.map(Environment::revision).orElse(1),
            now.clusterId(),
            time,
            now.topics(),
            schemas);
    if (remembered.isEmpty()) {
      EnvironmentTopic.write(client, next);
    } else if (!next.sameAs(remembered.get())) {
      EnvironmentTopic.write(client, next.nextRevision());
    }
  }

  private Map<Integer, SchemaState> schemas() {
    return remembered.map(Environment::schemas).orElse(Map.of());
  }

  private static void refuse(List<Finding> findings) {
    if (!findings.isEmpty()) {
      throw new EnvironmentChanged(findings);
    }
  }

  private static Time time(Environment remembered, boolean simulatedClock, long data) {
    if (simulatedClock && remembered.time() == Time.REAL) {
      refuseData(data);
      return Time.SIMULATED;
    }
    return remembered.time();
  }

  /**
   * Source of time for an installation without a record: earlier versions followed {@code
   * iec.clock} if it existed.
   */
  private static Time adoptedTime(Admin admin, Snapshot now, boolean simulatedClock, long data)
      throws ExecutionException, InterruptedException {
    if (Snapshot.ends(admin, java.util.Set.of(Topics.CLOCK.name())) > 0) {
      return Time.SIMULATED;
    }
    if (simulatedClock) {
      refuseData(data);
      return Time.SIMULATED;
    }
    if (now.topics().containsKey(Topics.CLOCK.name())) {
      throw new IllegalStateException(
          "the topic %s exists but holds no tick, so it is not clear whose time this stack follows: delete the topic if it is the system's, or run set-up with --simulated-clock on a stack without data"
              .formatted(Topics.CLOCK.name()));
    }
    return Time.REAL;
  }

  private static void refuseData(long data) {
    if (data > 0) {
      throw new IllegalStateException(
          "--simulated-clock is for a stack without data, but this one holds data in real time (%,d offsets used): take a fresh one (./iec up --fresh --simulated-clock), or leave the option out"
              .formatted(data));
    }
  }

  /**
   * The environment that an installation without a record is compared with. It contains the current
   * topics, but expects all records from offset 0 on.
   */
  private static Environment adopted(Snapshot now, Time time) {
    Map<String, TopicState> topics = new TreeMap<>();
    now.topics()
        .forEach(
            (name, topic) ->
                topics.put(
                    name,
                    new TopicState(topic.id(), topic.partitions(), topic.settings(), Map.of())));
    return new Environment(new UUID(0, 0), 0, now.clusterId(), time, topics, Map.of());
  }

  /**
   * The recorded settings, except those that an operator has since set to the value that {@link
   * Topic#settings} requires.
   */
  private static Map<String, String> changedSettings(
      Topic<?> topic, Environment recorded, Snapshot now) {
    Map<String, String> settings = new TreeMap<>(state(topic, recorded.topics()).settings());
    settings
        .keySet()
        .removeIf(
            key ->
                topic.settings().containsKey(key)
                    && topic
                        .settings()
                        .get(key)
                        .equals(state(topic, now.topics()).settings().get(key)));
    return settings;
  }

  private static TopicState state(Topic<?> topic, Map<String, TopicState> states) {
    return Objects.requireNonNull(states.get(topic.name()), topic.name());
  }

  /**
   * Applies the settings of {@link Topic#settings} where they differ. Changes by others have been
   * refused before, so the differences come from an older version or were accepted.
   */
  private void bringSettings() throws ExecutionException, InterruptedException {
    Map<ConfigResource, java.util.Collection<AlterConfigOp>> changes =
        new TreeMap<>(java.util.Comparator.comparing(ConfigResource::name));
    Snapshot.of(admin)
        .topics()
        .forEach(
            (name, found) -> {
              Map<String, String> wanted = new TreeMap<>(settings(name));
              wanted
                  .entrySet()
                  .removeIf(e -> e.getValue().equals(found.settings().get(e.getKey())));
              if (!wanted.isEmpty()) {
                changes.put(
                    new ConfigResource(ConfigResource.Type.TOPIC, name),
                    wanted.entrySet().stream()
                        .map(
                            e ->
                                new AlterConfigOp(
                                    new ConfigEntry(e.getKey(), e.getValue()),
                                    AlterConfigOp.OpType.SET))
                        .toList());
              }
            });
    if (!changes.isEmpty()) {
      admin.incrementalAlterConfigs(changes).all().get();
    }
  }

  private static Map<String, String> settings(String topic) {
    Topic<?> known = Snapshot.topicOrNull(topic);
    return known == null ? Map.of() : known.settings();
  }
}
