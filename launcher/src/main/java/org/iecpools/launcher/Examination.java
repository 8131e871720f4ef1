package org.iecpools.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.iecpools.environment.Environment;
import org.iecpools.environment.EnvironmentCheck;
import org.iecpools.environment.EnvironmentTopic;
import org.iecpools.environment.Finding;
import org.iecpools.environment.SchemaCheck;
import org.iecpools.environment.Snapshot;
import org.iecpools.kafka.AccessDenied;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.Partitions;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.management.ManagementPort;
import org.iecpools.stack.Service;

/** The checks of {@code iec doctor}, in order. */
final class Examination {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Longer than the services' transactions, shorter than the broker's limit. */
  private static final Duration LONG_TRANSACTION = Duration.ofSeconds(30);

  /** A working service with a lag commits within this time. */
  private static final Duration PROGRESS_TIMEOUT = Duration.ofSeconds(5);

  /** How far ahead the broker allows a record's timestamp to be. */
  private static final Duration MAX_AHEAD = Duration.ofMinutes(5);

  /**
   * The outcome of one check.
   *
   * @param area what was checked
   * @param isProblem whether someone must act
   * @param text the finding, in one sentence
   * @param whatToDo empty if there is nothing to do
   */
  record Check(String area, boolean isProblem, String text, String whatToDo) {}

  /**
   * The unread part of a partition.
   *
   * @param committed the next offset to read
   * @param end the offset after the last record
   */
  private record Lag(long committed, long end) {
    long size() {
      return end - committed;
    }
  }

  /**
   * @param lags by partition; empty if the service has read everything
   */
  private record Lagging(Service service, Map<TopicPartition, Lag> lags) {}

  private final String bootstrapServers;
  private final URI registry;
  private final ClientConfig client;
  private final Map<Service, URI> services;

  Examination(
      String bootstrapServers, URI registry, ClientConfig client, Map<Service, URI> services) {
    this.bootstrapServers = bootstrapServers;
    this.registry = registry;
    this.client = client;
    this.services = services;
  }

  void run(Consumer<Check> report) throws InterruptedException {
    Optional<Environment> environment = Optional.empty();
    try {
      client.check(bootstrapServers);
    } catch (AccessDenied e) {
      unreachable(e, report);
      registry(environment, report);
      readiness(report);
      return;
    }
    try (Admin admin = Admin.create(client())) {
      Snapshot now = Snapshot.of(admin);
      ok(report, "kafka", "cluster " + now.clusterId() + " answers at " + bootstrapServers);
      environment = environment(now, report);
      transactions(admin, report);
      if (environment.isPresent() && environment.get().time() == Environment.Time.REAL) {
        timestamps(admin, now, report);
      }
      progress(admin, now, report);
    } catch (ExecutionException e) {
      unreachable(Objects.requireNonNullElse(e.getCause(), e), report);
    } catch (KafkaException e) {
      unreachable(e, report);
    }
    registry(environment, report);
    readiness(report);
  }

  private void unreachable(Throwable e, Consumer<Check> report) {
    Optional<AccessDenied> denied = AccessDenied.in(e, bootstrapServers);
    if (denied.isPresent()) {
      problem(
          report,
          "kafka",
          denied.get().getMessage(),
          "Give the file of a user who may do this with --command-config.");
      return;
    }
    problem(
        report,
        "kafka",
        "it does not answer at %s: %s".formatted(bootstrapServers, e.getMessage()),
        "Start it (./iec up), or set its address with --connect.");
  }

  private Optional<Environment> environment(Snapshot now, Consumer<Check> report) {
    Optional<Environment> found =
        now.topics().containsKey(Topics.ENVIRONMENT.name())
            ? EnvironmentTopic.read(client())
            : Optional.empty();
    if (found.isEmpty()) {
      problem(
          report,
          "environment",
          "there is no record on " + Topics.ENVIRONMENT.name(),
          "Run the set-up job (SetUp, ./iec up).");
      return found;
    }
    Environment remembered = found.get();
    List<Finding> findings = EnvironmentCheck.compare(remembered, now, bootstrapServers);
    if (findings.isEmpty()) {
      ok(
          report,
          "environment",
          "%d topics as recorded (ids, partitions, settings, first offsets); %s time; revision %d"
              .formatted(
                  remembered.topics().size(),
                  remembered.time() == Environment.Time.REAL ? "real" : "simulated",
                  remembered.revision()));
    }
    findings.forEach(finding -> problem(report, "environment", finding));
    return found;
  }

  private void transactions(Admin admin, Consumer<Check> report)
      throws ExecutionException, InterruptedException {
    List<String> open =
        admin
            .listTransactions(
                new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING)))
            .all()
            .get()
            .stream()
            .map(TransactionListing::transactionalId)
            .toList();
    Map<String, TransactionDescription> ours =
        new HashMap<>(admin.describeTransactions(open).all().get());
    ours.values()
        .removeIf(
            transaction ->
                transaction.transactionStartTimeMs().isEmpty()
                    || transaction.topicPartitions().stream()
                        .noneMatch(p -> p.topic().startsWith("iec.")));
    long now = System.currentTimeMillis();
    Optional<Map.Entry<String, TransactionDescription>> oldest =
        ours.entrySet().stream()
            .min(Comparator.comparingLong(e -> e.getValue().transactionStartTimeMs().getAsLong()));
    long age = oldest.map(e -> now - e.getValue().transactionStartTimeMs().getAsLong()).orElse(0L);
    String text =
        oldest
            .map(
                e ->
                    "%d open; the oldest, %s, for %.1f s, on %s"
                        .formatted(
                            ours.size(),
                            e.getKey(),
                            Math.max(age, 0) / 1000.0,
                            e.getValue().topicPartitions()))
            .orElse("none open");
    if (age > LONG_TRANSACTION.toMillis()) {
      problem(
          report,
          "transactions",
          text,
          "Records behind it cannot be read until it ends. Find its producer by the transactional"
              + " id. If the producer no longer runs, abort the transaction with"
              + " kafka-transactions.sh or wait for the broker's timeout.");
    } else {
      ok(report, "transactions", text);
    }
  }

  /**
   * Reports records with timestamps ahead of this machine's clock. The timestamps are the broker's
   * or the producer's, depending on the topic.
   */
  private static void timestamps(Admin admin, Snapshot now, Consumer<Check> report)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (Topic<?> topic : Topics.EVENTS) {
      for (int p = 0;
          now.topics().containsKey(topic.name()) && p < now.topics().get(topic.name()).partitions();
          p++) {
        asked.put(new TopicPartition(topic.name(), p), OffsetSpec.maxTimestamp());
      }
    }
    Instant clock = Instant.now();
    List<String> ahead =
        admin.listOffsets(asked).all().get().entrySet().stream()
            .filter(e -> e.getValue().timestamp() > clock.plus(MAX_AHEAD).toEpochMilli())
            .map(
                e ->
                    "%s/%d/%d has %s"
                        .formatted(
                            e.getKey().topic(),
                            e.getKey().partition(),
                            e.getValue().offset(),
                            Instant.ofEpochMilli(e.getValue().timestamp())))
            .sorted()
            .toList();
    if (ahead.isEmpty()) {
      ok(report, "clocks", "no timestamp is ahead of this machine's clock, " + clock);
    } else {
      problem(
          report,
          "clocks",
          "timestamps are ahead of this machine's clock (%s): %s"
              .formatted(clock, String.join(", ", ahead)),
          "Compare the clocks of this machine, the brokers and the senders (NTP).");
    }
  }

  private void progress(Admin admin, Snapshot now, Consumer<Check> report)
      throws ExecutionException, InterruptedException {
    List<Lagging> before = new ArrayList<>();
    for (Service service : services.keySet()) {
      Map<TopicPartition, Long> offsets = committed(admin, service, now);
      before.add(new Lagging(service, lags(admin, offsets)));
    }
    if (before.stream().anyMatch(lagging -> !lagging.lags().isEmpty())) {
      TimeUnit.NANOSECONDS.sleep(PROGRESS_TIMEOUT.toNanos());
    }
    for (Lagging lagging : before) {
      Service service = lagging.service();
      Map<TopicPartition, Lag> lags = lagging.lags();
      String area = service.module();
      if (members(admin, service).isEmpty()) {
        problem(
            report,
            area,
            "no instance is in its consumer group",
            "Start it. If it runs, its log contains the reason.");
        continue;
      }
      Map<TopicPartition, Long> after = committed(admin, service, now);
      String stuck =
          lags.entrySet().stream()
              .filter(e -> after.getOrDefault(e.getKey(), 0L) <= e.getValue().committed())
              .map(
                  e ->
                      "%s/%d by %,d offsets"
                          .formatted(
                              e.getKey().topic(), e.getKey().partition(), e.getValue().size()))
              .sorted()
              .collect(Collectors.joining(", "));
      if (!stuck.isEmpty()) {
        problem(
            report,
            area,
            "it has a lag and has made no progress for %d s: %s"
                .formatted(PROGRESS_TIMEOUT.toSeconds(), stuck),
            "Check its readiness and its log. A transaction that stays open is listed above.");
      } else if (lags.isEmpty()) {
        ok(report, area, "it has read everything");
      } else {
        ok(
            report,
            area,
            "it has a lag of %,d offsets and makes progress"
                .formatted(lags.values().stream().mapToLong(Lag::size).sum()));
      }
    }
  }

  /** The assigned partitions of each instance of a service. */
  private static List<Set<TopicPartition>> members(Admin admin, Service service)
      throws ExecutionException, InterruptedException {
    try {
      return admin.describeConsumerGroups(List.of(service.module())).all().get().values().stream()
          .flatMap(group -> group.members().stream())
          .map(member -> member.assignment().topicPartitions())
          .toList();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return List.of();
      }
      throw e;
    }
  }

  /**
   * The committed offsets of a service for this system's topics; 0 for an assigned partition
   * without a commit.
   */
  private static Map<TopicPartition, Long> committed(Admin admin, Service service, Snapshot now)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    members(admin, service).stream()
        .flatMap(Set::stream)
        .filter(partition -> now.topics().containsKey(partition.topic()))
        .forEach(partition -> offsets.put(partition, 0L));
    try {
      for (Map.Entry<TopicPartition, OffsetAndMetadata> offset :
          admin
              .listConsumerGroupOffsets(service.module())
              .partitionsToOffsetAndMetadata()
              .get()
              .entrySet()) {
        if (offset.getValue() != null && now.topics().containsKey(offset.getKey().topic())) {
          offsets.put(offset.getKey(), offset.getValue().offset());
        }
      }
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw e;
      }
    }
    return offsets;
  }

  /**
   * The lags of partitions with unread records. Commits do not pass transaction markers, so a lag
   * that consists only of markers is left out.
   */
  private Map<TopicPartition, Lag> lags(Admin admin, Map<TopicPartition, Long> committed)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Lag> lags = new HashMap<>();
    if (committed.isEmpty()) {
      return lags;
    }
    Map<TopicPartition, Long> ends = Partitions.ends(admin, committed.keySet());
    committed.forEach(
        (partition, offset) -> {
          Long end = ends.get(partition);
          if (end != null && end > offset) {
            lags.put(partition, new Lag(offset, end));
          }
        });
    if (!lags.isEmpty()) {
      lags.keySet().removeAll(onlyMarkers(lags));
    }
    return lags;
  }

  /** The partitions whose unread part has no committed records. */
  private Set<TopicPartition> onlyMarkers(Map<TopicPartition, Lag> lags) {
    Map<TopicPartition, Lag> unsure = new HashMap<>(lags);
    Set<TopicPartition> markers = new HashSet<>();
    Map<String, Object> settings = new HashMap<>(client());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 100);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(unsure.keySet());
      unsure.forEach((partition, lag) -> consumer.seek(partition, lag.committed()));
      long giveUp = System.nanoTime() + Duration.ofSeconds(3).toNanos();
      while (!unsure.isEmpty() && System.nanoTime() < giveUp) {
        unsure.keySet().removeAll(consumer.poll(Duration.ofMillis(100)).partitions());
        unsure.forEach(
            (partition, lag) -> {
              if (consumer.position(partition) >= lag.end()) {
                markers.add(partition);
              }
            });
        unsure.keySet().removeAll(markers);
        consumer.assign(unsure.keySet());
      }
    }
    return markers;
  }

  private void registry(Optional<Environment> environment, Consumer<Check> report) {
    try {
      SchemaRegistry schemas = client.registry(registry);
      if (environment.isEmpty()) {
        return;
      }
      List<Finding> findings =
          new ArrayList<>(SchemaCheck.ids(environment.get().schemas(), schemas));
      findings.addAll(SchemaCheck.subjects(environment.get(), schemas));
      if (findings.isEmpty()) {
        ok(
            report,
            "registry",
            "%d schema ids and all subjects as recorded, at %s"
                .formatted(environment.get().schemas().size(), registry));
      }
      findings.forEach(finding -> problem(report, "registry", finding));
    } catch (SchemaRegistry.Denied e) {
      problem(
          report,
          "registry",
          String.valueOf(e.getMessage()),
          "Give the registry's properties with --command-config.");
    } catch (SchemaRegistry.Unavailable e) {
      problem(
          report,
          "registry",
          String.valueOf(e.getMessage()),
          "Start it, or set its address with --registry-url. Services continue with the schemas"
              + " that they have read.");
    }
  }

  private void readiness(Consumer<Check> report) throws InterruptedException {
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build()) {
      for (Map.Entry<Service, URI> service : services.entrySet()) {
        String area = service.getKey().module();
        try {
          URI url = ManagementPort.of(service.getValue()).resolve("/actuator/health/readiness");
          HttpResponse<String> answer =
              http.send(
                  HttpRequest.newBuilder(url).timeout(TIMEOUT).build(),
                  HttpResponse.BodyHandlers.ofString());
          if (answer.statusCode() == 200) {
            ok(report, area, "it is ready, at " + service.getValue());
          } else {
            problem(
                report,
                area,
                "it is not ready: %d %.500s".formatted(answer.statusCode(), answer.body()),
                "The response's details and the service's log contain the reason.");
          }
        } catch (IOException | IllegalArgumentException e) {
          problem(
              report,
              area,
              "it does not answer at %s, on its management port".formatted(service.getValue()),
              "Start it. If it ends unexpectedly, the last lines of its log contain the reason.");
        }
      }
    }
  }

  private Map<String, Object> client() {
    Map<String, Object> settings = client.kafka(bootstrapServers);
    settings.put("default.api.timeout.ms", (int) TIMEOUT.toMillis());
    settings.put("request.timeout.ms", (int) TIMEOUT.toMillis());
    return settings;
  }

  private static void ok(Consumer<Check> report, String area, String text) {
    report.accept(new Check(area, false, text, ""));
  }

  private static void problem(Consumer<Check> report, String area, Finding finding) {
    problem(report, area, finding.difference(), finding.wayOut());
  }

  private static void problem(Consumer<Check> report, String area, String text, String whatToDo) {
    report.accept(new Check(area, true, text, whatToDo));
  }
}
