package org.iecpools.kit.environment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.iecpools.environment.Environment;
import org.iecpools.environment.Environment.SchemaState;
import org.iecpools.environment.EnvironmentChanged;
import org.iecpools.environment.EnvironmentCheck;
import org.iecpools.environment.EnvironmentTopic;
import org.iecpools.environment.Finding;
import org.iecpools.environment.Finding.Kind;
import org.iecpools.environment.Finding.Severity;
import org.iecpools.environment.Fingerprints;
import org.iecpools.environment.SchemaCheck;
import org.iecpools.environment.Snapshot;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaIds;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.process.Termination;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Compares the environment with the one that the data belong to: before the service reads anything,
 * and then every ten seconds. A difference that could falsify numbers stops the service; others are
 * only reported.
 */
public final class EnvironmentWatch implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(EnvironmentWatch.class);

  /** The registry is checked in every n-th round only, because it takes a request per schema. */
  private static final int REGISTRY_EVERY = 6;

  private static final Set<String> OURS =
      EventCodec.schemas().stream().map(Schema::getFullName).collect(Collectors.toSet());

  private final Admin admin;
  private final Map<String, Object> client;
  private final SchemaRegistry registry;
  private final EnvironmentMemory memory;
  private final Duration period;
  private final Termination termination;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Environment started;
  private final CompletableFuture<List<Finding>> ids;
  private volatile List<Finding> kafka = List.of();
  private volatile List<Finding> schemas = List.of();
  private @Nullable ScheduledExecutorService timer;
  private int rounds;

  /** The environment record as of end offset {@link #readTo} of its topic. */
  private Optional<Environment> last = Optional.empty();

  private long readTo = -1;

  /**
   * Checks Kafka and starts a check of the registry, for which {@link #start} waits. A registry
   * that does not answer does not prevent the start, because each schema is compared again when its
   * id is first used.
   *
   * @param client Kafka client settings
   * @param directory the instance's data directory
   * @param period time between two checks
   * @param termination ends the service
   * @throws EnvironmentChanged if the service must not start; nothing has been read then
   */
  EnvironmentWatch(
      Admin admin,
      Map<String, Object> client,
      SchemaRegistry registry,
      Path directory,
      Duration period,
      Termination termination)
      throws ExecutionException, InterruptedException {
    this.admin = admin;
    this.client = client;
    this.registry = registry;
    this.memory = new EnvironmentMemory(directory);
    this.period = period;
    this.termination = termination;
    Snapshot now = Snapshot.of(admin);
    Optional<Environment> record = record(now);
    List<Finding> findings = new ArrayList<>(local(record));
    record.ifPresent(r -> findings.addAll(EnvironmentCheck.compare(r, now, where())));
    refuseToStart(findings);
    this.started = record.orElseThrow();
    memory.remember(started);
    Map<Integer, SchemaState> known = memory.schemas();
    this.ids = CompletableFuture.supplyAsync(() -> idFindings(known), Thread::startVirtualThread);
  }

  private static void refuseToStart(List<Finding> found) {
    List<Finding> findings =
        found.stream().filter(f -> f.kind().severity() != Severity.REPORTED).toList();
    if (!findings.isEmpty()) {
      throw new EnvironmentChanged(findings);
    }
  }

  /** The environment in which this service works. */
  public Environment environment() {
    return started;
  }

  /** Number of partitions of each event topic. */
  public int partitions() {
    String name = Topics.EVENTS.getFirst().name();
    return Objects.requireNonNull(started.topics().get(name), name).partitions();
  }

  /** Differences found by the last checks; usually none. */
  List<Finding> findings() {
    return Stream.of(kafka, schemas).flatMap(List::stream).toList();
  }

  /**
   * Wraps schema ids so that each schema is compared with the known one before a record is encoded
   * or decoded with it. An id that stands for another schema stops the service.
   */
  public SchemaIds verified(SchemaIds ids) {
    return new SchemaIds() {
      @Override
      public int idOf(Schema schema) {
        int id = ids.idOf(schema);
        verify(id, schema);
        return id;
      }

      @Override
      public Schema schemaOf(int id) throws EventCodec.Undecodable {
        Schema schema = ids.schemaOf(id);
        verify(id, schema);
        return schema;
      }
    };
  }

  private void verify(int id, Schema schema) {
    if (!OURS.contains(schema.getFullName())) {
      // Records of other schemas are never decoded.
      return;
    }
    SchemaState found = Fingerprints.of(schema);
    SchemaCheck.difference(id, memory.remember(id, found), found)
        .ifPresent(
            finding -> {
              refuse(List.of(finding));
              // Treated like a registry that is down: the record is valid and must not be skipped.
              throw new SchemaRegistry.Unavailable(finding.toString());
            });
  }

  /** Compares the environment record with this instance's own copy. */
  private List<Finding> local(Optional<Environment> record) {
    Optional<Environment> own = memory.environment();
    if (record.isEmpty()) {
      return List.of(
          new Finding(
              Kind.NOT_SET_UP,
              "the cluster at " + where(),
              own.map(known -> text(known) + ", in " + memory.file()).orElse("nothing"),
              "no environment record on " + Topics.ENVIRONMENT.name(),
              own.isEmpty()
                  ? "Run the set-up job (SetUp, ./iec up) before the services."
                  : "Another cluster may answer at this address: connect to the right one. If the"
                      + " record was lost, run set-up again; if this instance is to start over"
                      + " here, delete its data directory."));
    }
    if (own.isPresent()
        && (!own.get().id().equals(record.get().id())
            || own.get().revision() > record.get().revision())) {
      return List.of(
          new Finding(
              Kind.OTHER_ENVIRONMENT,
              "the cluster at " + where(),
              text(own.get()) + ", in " + memory.file(),
              text(record.get()),
              own.get().id().equals(record.get().id())
                  ? "Kafka is in an older state than this instance, perhaps restored from a backup:"
                      + " records may be missing. To go on with it, delete the instance's data"
                      + " directory."
                  : "Another cluster answers at this address: connect to the right one. If this"
                      + " instance is to start over here, delete its data directory."));
    }
    return List.of();
  }

  private static String text(Environment environment) {
    return "installation %s, revision %d, of cluster %s"
        .formatted(environment.id(), environment.revision(), environment.clusterId());
  }

  private Optional<Environment> record(Snapshot now) {
    return now.topics().containsKey(Topics.ENVIRONMENT.name())
        ? EnvironmentTopic.read(client)
        : Optional.empty();
  }

  private List<Finding> idFindings(Map<Integer, SchemaState> known) {
    try {
      return SchemaCheck.ids(known, registry);
    } catch (SchemaRegistry.Denied e) {
      throw e;
    } catch (SchemaRegistry.Unavailable e) {
      LOG.warn("schema ids are checked when first used: {}", e.getMessage());
      return List.of();
    }
  }

  private String where() {
    Object servers = client.get("bootstrap.servers");
    return servers instanceof List<?> list
        ? String.join(",", list.stream().map(String::valueOf).toList())
        : String.valueOf(servers);
  }

  /** Starts before everything else. */
  @Override
  public int getPhase() {
    return Integer.MIN_VALUE;
  }

  /**
   * Waits for the check of the schema ids and starts the periodic checks.
   *
   * @throws EnvironmentChanged if an id stands for another schema; nothing has been decoded with it
   * @throws SchemaRegistry.Denied if the registry refuses this service's user or its certificate
   */
  @Override
  public synchronized void start() {
    try {
      refuseToStart(ids.join());
    } catch (CompletionException e) {
      if (e.getCause() instanceof SchemaRegistry.Denied denied) {
        throw denied;
      }
      throw e;
    }
    ScheduledExecutorService checks =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("environment-watch").daemon().factory());
    var _ =
        checks.scheduleWithFixedDelay(
            this::check, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    timer = checks;
  }

  private void check() {
    try {
      Snapshot now = Snapshot.of(admin);
      long end = Snapshot.ends(admin, Set.of(Topics.ENVIRONMENT.name()));
      if (end != readTo) {
        last = record(now);
        readTo = end;
      }
      Optional<Environment> record = last;
      List<Finding> findings = new ArrayList<>(local(record));
      record.ifPresent(
          r -> {
            findings.addAll(EnvironmentCheck.compare(r, now, where()));
            findings.addAll(since(r));
          });
      kafka = List.copyOf(findings);
      if (rounds++ % REGISTRY_EVERY == 0 && record.isPresent()) {
        List<Finding> found = new ArrayList<>(SchemaCheck.ids(memory.schemas(), registry));
        found.addAll(SchemaCheck.subjects(record.get(), registry));
        schemas = List.copyOf(found);
      }
    } catch (ExecutionException | KafkaException | SchemaRegistry.Unavailable e) {
      // Kafka or the registry does not answer: other health checks report that, and the next round
      // checks again.
      LOG.debug("the environment cannot be checked now", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException e) {
      // An exception must not end the periodic checks.
      LOG.warn("the environment could not be checked", e);
    }
    List<Finding> serious =
        findings().stream()
            .filter(finding -> finding.kind().severity() == Severity.ALWAYS)
            .toList();
    if (!serious.isEmpty()) {
      refuse(serious);
    }
  }

  /** Changes by set-up since the start that this service cannot adopt without a restart. */
  private List<Finding> since(Environment now) {
    boolean follows =
        now.time() == started.time()
            && started.topics().entrySet().stream()
                .allMatch(
                    topic -> {
                      Environment.TopicState then = topic.getValue();
                      Environment.TopicState next = now.topics().get(topic.getKey());
                      return next != null
                          && then.id().equals(next.id())
                          && then.partitions() == next.partitions();
                    });
    return follows
        ? List.of()
        : List.of(
            new Finding(
                Kind.SET_UP_CHANGED,
                "the environment record",
                "revision %d, %s time".formatted(started.revision(), started.time()),
                "revision %d, %s time".formatted(now.revision(), now.time()),
                "The service must start again, and then works with the new set-up."));
  }

  private void refuse(List<Finding> findings) {
    if (stopped.compareAndSet(false, true)) {
      termination.because(new EnvironmentChanged(findings).getMessage());
    }
  }

  @Override
  public synchronized void stop() {
    if (timer != null) {
      timer.shutdownNow();
      timer = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return timer != null;
  }
}
