package org.iecpools.bench.flow;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.iecpools.bench.contenders.PostgresListener;
import org.iecpools.bench.contenders.TransactionalLoop;
import org.iecpools.bench.harness.ContenderProcess;
import org.iecpools.bench.harness.EventWriter;
import org.iecpools.bench.harness.Machine;
import org.iecpools.bench.harness.Processors;
import org.iecpools.bench.harness.Spread;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.NewTopics;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.BuildTree;
import org.iecpools.stack.Component;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackException;
import org.iecpools.stack.StackListener;
import org.iecpools.stack.StackOptions;
import org.jspecify.annotations.Nullable;

/**
 * Writes profiles to each contender in turn, on one broker, and measures when they are processed.
 * Each round is in another order, and the contenders that do not run are stopped.
 */
final class FlowBenchmark {

  /** A pool has this many candidates for each invitation of the round. */
  private static final int CANDIDATES_PER_INVITATION = 5;

  /** Share of the measured rate at which latency is measured. */
  private static final double LOAD = 0.5;

  private static final long POLL_INTERVAL_MS = 20;

  /** Longest time without progress. After it, profiles are lost. */
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(120);

  private static final Pattern COMMIT_INTERVAL =
      Pattern.compile("^\\s*commit\\.interval\\.ms:\\s*(\\d+)\\s*$", Pattern.MULTILINE);

  /**
   * The options of the benchmark.
   *
   * @param profiles number of profiles in the measured burst of each round
   * @param rounds how often each contender is measured, 1 or more
   * @param contenders the contenders to measure
   * @param latency whether to measure latency
   * @param roundSize number of invitations of the measured round; 0 for no round
   * @param instances number of instances of each service, 1 or more
   * @param pinned whether to pin each instance to a processor of its own, if possible
   * @param kind what the services do besides; other than {@link StackKind#OPEN} only with one
   *     instance and without other contenders
   */
  record Options(
      long seed,
      int profiles,
      int rounds,
      Set<FlowContender> contenders,
      boolean latency,
      int roundSize,
      int instances,
      boolean pinned,
      StackKind kind) {}

  private final Options options;
  private final Consumer<String> progress;
  private final LocalStack stack;
  private final EventCodec codec;
  private final Profiles profiles;
  private final ServiceStack services;
  private final @Nullable PostgresServer database;

  /** Profiles that the services have received and that the dashboard must show. */
  private long received;

  private FlowBenchmark(
      Options options,
      Consumer<String> progress,
      LocalStack stack,
      EventCodec codec,
      ServiceStack services,
      Profiles profiles,
      @Nullable PostgresServer database) {
    this.options = options;
    this.progress = progress;
    this.stack = stack;
    this.codec = codec;
    this.services = services;
    this.profiles = profiles;
    this.database = database;
  }

  /**
   * Runs the benchmark and removes all its data.
   *
   * @param progress receives progress messages, one line each
   * @throws StackException if measuring is not possible, or if not everything sent is accounted
   *     for; the message states the reason
   */
  static FlowReport run(Options options, Consumer<String> progress) throws InterruptedException {
    Machine machine = Machine.here();
    StackListener listener =
        new StackListener() {
          @Override
          public void note(String text) {
            progress.accept(text);
          }
        };
    try (PostgresServer database = database(options, progress)) {
      progress.accept("Starting the stack ...");
      Set<Service> needed =
          options.contenders().contains(FlowContender.SERVICE)
              ? EnumSet.allOf(Service.class)
              : EnumSet.noneOf(Service.class);
      StackOptions open = StackOptions.throwaway().only(needed);
      try (SpanSink spans = SpanSink.start();
          LocalStack stack =
              LocalStack.start(
                  switch (options.kind()) {
                    case OPEN -> open;
                    case SECURED -> open.withAuthentication();
                    case TRACED -> open.withTracesTo(spans.address());
                  },
                  listener);
          MetricsReader _ =
              options.kind() == StackKind.SECURED
                  ? MetricsReader.of(stack.addresses())
                  : MetricsReader.none()) {
        EventCodec codec =
            new EventCodec(new SchemaRegistry(URI.create(stack.addresses().registry())));
        Profiles profiles = new Profiles(Year.now(ZoneOffset.UTC).getValue(), options.seed());
        List<Integer> processors =
            needed.isEmpty() ? List.of() : processors(options, Processors.allowed(), progress);
        try (ServiceStack services =
            needed.isEmpty()
                ? ServiceStack.withoutServices(stack, profiles.season())
                : ServiceStack.start(
                    stack, options.instances(), processors, profiles.season(), listener)) {
          try {
            FlowReport report =
                new FlowBenchmark(options, progress, stack, codec, services, profiles, database)
                    .measure(machine, processors);
            if (options.kind() == StackKind.TRACED && spans.exports() == 0) {
              throw new StackException("the services have exported no span");
            }
            return report;
          } catch (RuntimeException e) {
            if (!ContenderProcess.areBeingStopped()) {
              services.keepLogs();
            }
            throw e;
          }
        }
      }
    }
  }

  /**
   * The processor of each instance; empty if the instances are not pinned.
   *
   * @param allowed the processors that this process may use
   */
  private static List<Integer> processors(
      Options options, List<Integer> allowed, Consumer<String> progress) {
    if (!options.pinned()) {
      return List.of();
    }
    if (allowed.size() < 2 || allowed.size() < options.instances()) {
      progress.accept(
          "The instances are not pinned: %d of them need as many processors, and at least 2; this process may use %d."
              .formatted(options.instances(), allowed.size()));
      return List.of();
    }
    if (!Processors.canPin()) {
      progress.accept(
          "The instances are not pinned because taskset is not installed (apt install util-linux).");
      return List.of();
    }
    return List.copyOf(allowed.subList(0, options.instances()));
  }

  private static @Nullable PostgresServer database(Options options, Consumer<String> progress)
      throws InterruptedException {
    if (!options.contenders().contains(FlowContender.POSTGRES)) {
      return null;
    }
    Optional<Path> programs = PostgresServer.programs();
    if (programs.isEmpty()) {
      progress.accept(
          "postgres is not measured because PostgreSQL is not installed (apt install postgresql).");
      return null;
    }
    return PostgresServer.start(programs.get());
  }

  private FlowReport measure(Machine machine, List<Integer> processors)
      throws InterruptedException {
    try (EventWriter writer = writer(5)) {
      profiles.announcements(Instant.now().truncatedTo(ChronoUnit.MILLIS)).forEach(writer::send);
      writer.flush();
    }
    List<FlowContender> order = new ArrayList<>(EnumSet.copyOf(options.contenders()));
    if (database == null) {
      order.remove(FlowContender.POSTGRES);
    }
    createTopics(order);
    Map<FlowContender, List<Turn>> turns = new EnumMap<>(FlowContender.class);
    for (int round = 1; round <= options.rounds(); round++) {
      List<ProfileSubmitted> cold = profiles.burst(options.profiles() / 2);
      List<ProfileSubmitted> steady = profiles.burst(options.profiles());
      for (FlowContender contender : List.copyOf(order)) {
        Turn turn = turn(contender, cold, steady);
        turns.computeIfAbsent(contender, _ -> new ArrayList<>()).add(turn);
        progress.accept("  round %d  %s".formatted(round, sentence(contender, turn)));
      }
      // Changes both the first contender and each contender's predecessor.
      Collections.rotate(order, 1);
      Collections.reverse(order);
    }
    List<Latency> latencies = List.of();
    Optional<RoundTimes> roundTimes = Optional.empty();
    List<Turn> ofServices = turns.getOrDefault(FlowContender.SERVICE, List.of());
    if (!ofServices.isEmpty() && (options.latency() || options.roundSize() > 0)) {
      services.start(received);
      if (options.latency()) {
        latencies = measureLatency(ofServices);
      }
      if (options.roundSize() > 0) {
        roundTimes = Optional.of(measureRound());
      }
    }
    return new FlowReport(
        options, processors, commitIntervalMs(), turns, latencies, roundTimes, machine);
  }

  private static String sentence(FlowContender contender, Turn turn) {
    return "%-8s %,8.0f profiles/s (cold %,.0f)  %.3f ms CPU per profile"
        .formatted(
            contender.text(),
            turn.steady().visiblePerSecond(),
            turn.cold().overallPerSecond(),
            turn.steady().cpuMillis());
  }

  /**
   * A contender from its start to its end: a burst that does not find it warmed up, and one that
   * does.
   */
  private Turn turn(
      FlowContender contender, List<ProfileSubmitted> cold, List<ProfileSubmitted> steady)
      throws InterruptedException {
    return switch (contender) {
      case SERVICE -> {
        if (received > 0) {
          services.stop();
        }
        services.start(received);
        yield new Turn(burst(services, cold), burst(services, steady));
      }
      case LIMIT, LIMIT_3, POSTGRES -> {
        services.stop();
        try (RunningContender program = startProgram(contender)) {
          yield new Turn(burst(program, cold), burst(program, steady));
        }
      }
    };
  }

  private ProgramContender startProgram(FlowContender contender) {
    List<String> arguments =
        new ArrayList<>(
            List.of(stack.addresses().bootstrapServers(), stack.addresses().registry()));
    PostgresServer server = contender == FlowContender.POSTGRES ? database : null;
    arguments.add(server == null ? Long.toString(commitIntervalMs()) : server.jdbcUrl());
    arguments.addAll(contender.topics());
    ContenderProcess process =
        ContenderProcess.start(
            contender.text(),
            System.getProperty("java.class.path"),
            List.of(),
            (server == null ? TransactionalLoop.class : PostgresListener.class).getName(),
            arguments,
            stack.logDir().resolve(contender.text() + ".log"),
            true);
    process.awaitLine("ready");
    return new ProgramContender(contender, process, server);
  }

  /** The commit interval of the services, which the loops use too. */
  private static long commitIntervalMs() {
    Path kit = BuildTree.find().root().resolve("service-kit/src/main/resources/kit.yaml");
    try {
      Matcher setting = COMMIT_INTERVAL.matcher(Files.readString(kit));
      if (!setting.find()) {
        throw new StackException(kit + " does not set commit.interval.ms");
      }
      return Long.parseLong(setting.group(1));
    } catch (IOException e) {
      throw new StackException("cannot read " + kit, e);
    }
  }

  private void createTopics(List<FlowContender> contenders) throws InterruptedException {
    try (Admin admin = Admin.create(ServiceStack.connection(stack))) {
      List<NewTopic> topics =
          contenders.stream()
              .flatMap(contender -> contender.topics().stream())
              .map(
                  name ->
                      new NewTopic(name, Topics.PARTITIONS, (short) -1)
                          .configs(Topics.POOLS.settings()))
              .toList();
      NewTopics.create(admin, topics);
    } catch (ExecutionException e) {
      throw new StackException("cannot create topics: " + e.getCause(), e);
    }
  }

  /** Writes profiles as fast as possible, waits until all are processed, and checks the results. */
  private Burst burst(RunningContender contender, List<ProfileSubmitted> batch)
      throws InterruptedException {
    try (CommittedRecords results =
            new CommittedRecords(ServiceStack.connection(stack), contender.output());
        EventWriter writer = writer(5)) {
      Map<String, Long> cpuBefore = cpuNanos(contender);
      AtomicLong acknowledged = new AtomicLong();
      for (ProfileSubmitted profile : batch) {
        writer.send(
            contender.input(), profile, () -> acknowledged.compareAndSet(0, System.nanoTime()));
      }
      Timeline visible = new Timeline();
      long lastProgress = System.nanoTime();
      long processed = 0;
      while (true) {
        contender.checkAlive();
        if (contender.hasDashboard()) {
          visible.add(System.nanoTime(), contender.visible() - received);
        }
        long decided = results.timeline().count();
        if (decided >= batch.size()
            && (visible.count() >= batch.size() || !contender.hasDashboard())
            && contender.isSettled()) {
          break;
        }
        if (decided + visible.count() > processed) {
          processed = decided + visible.count();
          lastProgress = System.nanoTime();
        }
        if (System.nanoTime() - lastProgress > TIMEOUT_NANOS) {
          check(contender.contender(), batch, results);
          throw new StackException(
              "%s: of %,d decided profiles, %,d are visible"
                  .formatted(contender.contender().text(), batch.size(), visible.count()));
        }
        TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL_MS);
      }
      long settled = System.nanoTime();
      Map<String, Long> cpu = new LinkedHashMap<>(cpuNanos(contender));
      cpu.replaceAll((process, nanos) -> nanos - cpuBefore.getOrDefault(process, 0L));
      writer.flush();
      check(contender.contender(), batch, results);
      if (contender.hasDashboard()) {
        received += batch.size();
        services.awaitRest(received);
      }
      return new Burst(
          batch.size(),
          acknowledged.get(),
          results.timeline(),
          contender.hasDashboard() ? Optional.of(visible) : Optional.empty(),
          settled,
          cpu);
    }
  }

  private void check(
      FlowContender contender, List<ProfileSubmitted> sent, CommittedRecords results) {
    List<UUID> expected = sent.stream().map(ProfileSubmitted::getProfileId).toList();
    Accounts.check(
        "profiles decided by " + contender.text(),
        expected,
        results.values(),
        codec,
        PoolEntered.class,
        PoolEntered::getProfileId);
  }

  /** Measures on the idle stack and at half of the rate that all of its processes sustain. */
  private List<Latency> measureLatency(List<Turn> turns) throws InterruptedException {
    double rate =
        LOAD
            * Spread.of(turns.stream().mapToDouble(turn -> turn.steady().settledPerSecond()))
                .median();
    try (CommittedRecords results =
            new CommittedRecords(ServiceStack.connection(stack), services.output());
        EventWriter load = writer(5);
        EventWriter probes = writer(0)) {
      LatencyBenchmark benchmark =
          new LatencyBenchmark(services, load, probes, profiles, options.seed());
      progress.accept("Latency: single profiles on the idle stack ...");
      Latency idle = benchmark.whenIdle();
      progress.accept("Latency: single profiles under %,.0f profiles/s ...".formatted(rate));
      Latency underLoad = benchmark.underLoad(rate);
      received += benchmark.sent().size();
      services.awaitRest(received);
      check(FlowContender.SERVICE, benchmark.sent(), results);
      return List.of(idle, underLoad);
    }
  }

  private RoundTimes measureRound() throws InterruptedException {
    PoolId pool = profiles.pool(Profiles.ROUND_COUNTRY);
    int candidates = options.roundSize() * CANDIDATES_PER_INVITATION;
    progress.accept(
        "Round: %,d invitations of %,d candidates ...".formatted(options.roundSize(), candidates));
    List<ProfileSubmitted> batch = profiles.of(pool, candidates);
    burst(services, batch);
    return new RoundBenchmark(stack, services, codec).measure(pool, batch, options.roundSize());
  }

  /** Processor time by process, the broker's included. */
  private Map<String, Long> cpuNanos(RunningContender contender) {
    Map<String, Long> cpu = new LinkedHashMap<>();
    Long broker = stack.pids().get(Component.BROKER);
    cpu.put(Component.BROKER.label(), broker == null ? 0 : ServiceStack.cpuNanos(broker));
    cpu.putAll(contender.cpuNanos());
    return cpu;
  }

  private EventWriter writer(int lingerMs) {
    return new EventWriter(
        ServiceStack.connection(stack), codec, lingerMs, options.kind() == StackKind.TRACED);
  }
}
