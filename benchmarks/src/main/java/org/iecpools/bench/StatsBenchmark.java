package org.iecpools.bench;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.iecpools.bench.Report.Workload;
import org.iecpools.bench.contenders.FlinkContender;
import org.iecpools.bench.contenders.PlainConsumer;
import org.iecpools.bench.contenders.StreamsContender;
import org.iecpools.bench.harness.ContenderProcess;
import org.iecpools.bench.harness.EventWriter;
import org.iecpools.bench.harness.Machine;
import org.iecpools.bench.harness.Wrk;
import org.iecpools.bench.reads.ConstantResponse;
import org.iecpools.bench.season.PoolTotals;
import org.iecpools.bench.season.SeasonGenerator;
import org.iecpools.events.Event;
import org.iecpools.events.PoolIds;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.SetUp;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.BuildTree;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Ports;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackException;
import org.iecpools.stack.StackListener;
import org.iecpools.stack.StackOptions;
import org.iecpools.stack.TokenKeys;
import org.jspecify.annotations.Nullable;

/**
 * Writes a season once to a throwaway broker. Each contender reads it in several rounds, in a
 * different order each time, because the machine's speed varies over time.
 */
final class StatsBenchmark {

  /**
   * A past season, because events must not be ahead of the clock. Its quotas are those of the demo.
   */
  private static final int SEASON = 2021;

  private static final double WARM_UP = 0.2;
  private static final long POLL_INTERVAL_MS = 50;

  /** Runs longer than this are not repeated: they average out the machine's variations. */
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(60);

  /**
   * Longest time without progress. After it, the contender has stopped or has wrong numbers. A
   * start on a busy machine can take a minute.
   */
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(150);

  /** Options that Flink needs on a current JVM. */
  private static final List<String> FLINK_JVM_OPTIONS =
      List.of(
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.time=ALL-UNNAMED");

  /**
   * The options of the benchmark.
   *
   * @param candidates number of candidates in the season, 1 or more
   * @param rounds how often each contender reads all events, 1 or more
   * @param contenders the contenders to measure
   * @param freshness whether to measure freshness
   * @param reads whether to measure reads of the dashboard
   * @param instances the numbers of service instances to measure
   * @param restarts how often to restart the service with and without snapshots
   */
  record Options(
      long seed,
      int candidates,
      int rounds,
      Set<Contender> contenders,
      boolean freshness,
      boolean reads,
      List<Integer> instances,
      int restarts) {}

  private final Options options;
  private final Consumer<String> progress;
  private final LocalStack stack;
  private final EventCodec codec;
  private final BrokerAdmin broker;
  private final Workload season;

  /** The expected numbers, by the pool's id as a string. */
  private final Map<String, PoolTotals> expected;

  private int directories;

  /** State of the service's last run; null before it. */
  private @Nullable Path serviceDirectory;

  private StatsBenchmark(
      Options options,
      Consumer<String> progress,
      LocalStack stack,
      EventCodec codec,
      BrokerAdmin broker,
      WrittenSeason written) {
    this.options = options;
    this.progress = progress;
    this.stack = stack;
    this.codec = codec;
    this.broker = broker;
    this.season = written.workload();
    this.expected = written.expected();
  }

  /**
   * Runs the benchmark and removes all its data.
   *
   * @param progress receives progress messages, one line each
   * @throws StackException if measuring is not possible; the message states the reason
   */
  static Report run(Options options, Consumer<String> progress) throws InterruptedException {
    Machine machine = Machine.here();
    progress.accept("Starting a broker and a registry ...");
    StackListener listener =
        new StackListener() {
          @Override
          public void note(String text) {
            progress.accept(text);
          }
        };
    try (LocalStack stack =
        LocalStack.start(StackOptions.throwaway().only(EnumSet.noneOf(Service.class)), listener)) {
      EventCodec codec =
          new EventCodec(new SchemaRegistry(URI.create(stack.addresses().registry())));
      try (BrokerAdmin broker = new BrokerAdmin(stack.addresses().bootstrapServers())) {
        WrittenSeason written =
            writeSeason(options, progress, stack.addresses().bootstrapServers(), codec, broker);
        return new StatsBenchmark(options, progress, stack, codec, broker, written)
            .measure(machine);
      } catch (RuntimeException e) {
        if (!ContenderProcess.areBeingStopped()) {
          stack.keepLogs();
        }
        throw e;
      }
    }
  }

  private Report measure(Machine machine) throws InterruptedException {
    Map<Contender, List<Run>> runs = new EnumMap<>(Contender.class);
    Map<Contender, List<String>> differences = new EnumMap<>(Contender.class);
    List<Contender> order = new ArrayList<>(EnumSet.copyOf(options.contenders()));
    for (int round = 1; round <= options.rounds(); round++) {
      for (Contender contender : List.copyOf(order)) {
        Optional<Run> run = run(contender, differences);
        run.ifPresent(r -> runs.computeIfAbsent(contender, _ -> new ArrayList<>()).add(r));
        if (run.isEmpty() || run.get().nanos() > LONG_NANOS) {
          order.remove(contender);
        }
        progress.accept(
            "  round %d  %-8s %s"
                .formatted(
                    round,
                    contender.text(),
                    run.map(
                            r ->
                                "%,11.0f events/s  %6.2f us CPU per event"
                                    .formatted(r.eventsPerSecond(), r.cpuMicrosPerEvent()))
                        .orElse("has unexpected numbers")));
      }
      // Changes both the first contender and each contender's predecessor.
      Collections.rotate(order, 1);
      Collections.reverse(order);
    }
    if (options.restarts() > 0) {
      measureRestarts();
    }
    List<ScaleResult> scales = measureScales(options.instances());
    Optional<ReadResult> reads = options.reads() ? measureReads() : Optional.empty();
    Optional<FreshnessResult> freshness =
        options.freshness() ? Optional.of(measureFreshness()) : Optional.empty();
    return new Report(
        season,
        runs,
        differences.values().stream().flatMap(List::stream).toList(),
        scales,
        reads,
        freshness,
        machine);
  }

  /** The season on the topics, and the numbers that follow from it. */
  private record WrittenSeason(Workload workload, Map<String, PoolTotals> expected) {}

  private static WrittenSeason writeSeason(
      Options options,
      Consumer<String> progress,
      String bootstrapServers,
      EventCodec codec,
      BrokerAdmin broker) {
    SeasonGenerator generator = new SeasonGenerator(SEASON, options.seed(), options.candidates());
    progress.accept(
        "Writing a season of %,d candidates, seed %d ..."
            .formatted(options.candidates(), options.seed()));
    Map<String, Long> kinds = new TreeMap<>();
    long start = System.nanoTime();
    long events = 0;
    try (EventWriter writer = new EventWriter(connection(bootstrapServers), codec, 20)) {
      while (generator.hasNext()) {
        for (Event event : generator.next()) {
          writer.send(event);
          kinds.merge(event.getClass().getSimpleName(), 1L, Long::sum);
          events++;
        }
      }
      writer.flush();
    }
    long stored = broker.events();
    if (stored != events) {
      throw new StackException(
          "%,d events were written, but the topics have %,d".formatted(events, stored));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    progress.accept("%,d events in %.1f s, %,.0f/s.".formatted(events, seconds, events / seconds));
    Workload workload =
        new Workload(
            SEASON, options.seed(), options.candidates(), events, (long) (WARM_UP * events), kinds);
    Map<String, PoolTotals> expected =
        generator.expectedNumbers().entrySet().stream()
            .collect(Collectors.toMap(e -> PoolIds.text(e.getKey()), Map.Entry::getValue));
    return new WrittenSeason(workload, expected);
  }

  /**
   * Deletes stats-service's group and topics, then runs set-up, which is set to accept the changes.
   */
  private void resetService() {
    broker.reset("stats-service", Topics.STATISTICS.name());
    SetUp.run(
        new SetUp.Options(
            bootstrapServers(),
            URI.create(stack.addresses().registry()),
            ClientConfig.NONE,
            Topics.PARTITIONS,
            false,
            true,
            Optional.empty()));
  }

  /** Empty if the numbers are wrong; the differences are added to {@code differences}. */
  private Optional<Run> run(Contender contender, Map<Contender, List<String>> differences)
      throws InterruptedException {
    return switch (contender) {
      case RAW, DECODE -> Optional.of(runPlainConsumer(contender));
      case SERVICE -> {
        resetService();
        int port = Ports.free().stats();
        Path directory = directory(contender);
        serviceDirectory = directory;
        try (PublishedNumbers published = dashboardNumbers(port);
            ContenderProcess process = startService(port, directory)) {
          yield follow(contender, process, published, differences);
        }
      }
      case DSL -> {
        broker.reset(StreamsContender.GROUP, StreamsContender.OUTPUT);
        try (PublishedNumbers published =
                new TopicNumbers(bootstrapServers(), StreamsContender.OUTPUT);
            ContenderProcess process = startProgram(contender, StreamsContender.class, List.of())) {
          yield follow(contender, process, published, differences);
        }
      }
      case FLINK -> {
        broker.reset(FlinkContender.GROUP, FlinkContender.OUTPUT);
        try (PublishedNumbers published =
                new TopicNumbers(bootstrapServers(), FlinkContender.OUTPUT);
            ContenderProcess process =
                startProgram(contender, FlinkContender.class, FLINK_JVM_OPTIONS)) {
          yield follow(contender, process, published, differences);
        }
      }
    };
  }

  /** Runs a contender that commits nothing and measures itself. */
  private Run runPlainConsumer(Contender contender) {
    List<String> arguments =
        List.of(
            contender.text(),
            bootstrapServers(),
            stack.addresses().registry(),
            Long.toString(season.events()),
            Long.toString(season.warmUp()));
    try (ContenderProcess process =
        ContenderProcess.start(
            contender.text(),
            classPath(),
            List.of(),
            PlainConsumer.class.getName(),
            arguments,
            log(contender),
            true)) {
      String[] measured = process.awaitLine("measured ").split(" ", -1);
      return new Run(
          Long.parseLong(measured[1]),
          Long.parseLong(measured[2]),
          Long.parseLong(measured[3]),
          process.peakMemory());
    }
  }

  /** A sample of a contender's progress and processor time. */
  private record Sample(long nanos, long committed, long cpuNanos) {}

  private Optional<Run> follow(
      Contender contender,
      ContenderProcess process,
      PublishedNumbers published,
      Map<Contender, List<String>> differences)
      throws InterruptedException {
    String group = contender.group().orElseThrow();
    Sample warm = new Sample(System.nanoTime(), 0, process.cpuNanos());
    boolean isWarm = false;
    long committed = 0;
    Map<String, PoolTotals> shown = Map.of();
    long lastProgress = System.nanoTime();
    while (true) {
      process.checkAlive();
      Sample sample = new Sample(System.nanoTime(), broker.committed(group), process.cpuNanos());
      if (!isWarm && sample.committed() < season.events()) {
        // If a run is so short that its first commit covers all events, all of it counts.
        warm = sample;
        isWarm = sample.committed() >= season.warmUp();
      }
      if (sample.committed() > committed) {
        committed = sample.committed();
        lastProgress = sample.nanos();
      }
      if (committed >= season.events()) {
        Map<String, PoolTotals> now = published.read();
        long seen = System.nanoTime();
        if (now.equals(expected)) {
          return Optional.of(
              new Run(
                  season.events() - warm.committed(),
                  seen - warm.nanos(),
                  process.cpuNanos() - warm.cpuNanos(),
                  process.peakMemory()));
        }
        if (!now.equals(shown)) {
          shown = now;
          lastProgress = seen;
        }
      }
      if (System.nanoTime() - lastProgress > TIMEOUT_NANOS) {
        if (committed < season.events()) {
          throw new StackException(
              "%s makes no progress: it has committed %,d of %,d events, and none for %d s.%n%s"
                  .formatted(
                      contender.text(),
                      committed,
                      season.events(),
                      TimeUnit.NANOSECONDS.toSeconds(TIMEOUT_NANOS),
                      process.logTail()));
        }
        differences.put(contender, Differences.between(expected, shown, contender));
        return Optional.empty();
      }
      TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL_MS);
    }
  }

  /**
   * Measures one number of instances after the other, because each run adds events to the topics.
   */
  private List<ScaleResult> measureScales(List<Integer> counts) throws InterruptedException {
    List<ScaleResult> scales = new ArrayList<>();
    try (EventWriter probes = new EventWriter(connection(bootstrapServers()), codec, 0)) {
      ScaleBenchmark scaleOut =
          new ScaleBenchmark(
              season,
              expected,
              broker,
              probes,
              () -> {
                int port = Ports.free().stats();
                return new ScaleBenchmark.Instance(
                    startService(port, directory(Contender.SERVICE)), dashboardNumbers(port));
              });
      for (int instances : counts) {
        progress.accept(
            "Scale: %d instances share the work; then one is killed, %d times ..."
                .formatted(instances, ScaleBenchmark.KILLS));
        resetService();
        scales.add(scaleOut.measure(instances));
      }
    }
    return scales;
  }

  private void measureRestarts() throws InterruptedException {
    progress.accept("Restarts of the service, which first counts the season once more ...");
    resetService();
    Path directory = directory(Contender.SERVICE);
    try (EventWriter probes = new EventWriter(connection(bootstrapServers()), codec, 0)) {
      new RestartBenchmark(
              expected,
              probes,
              directory.resolve("snapshots"),
              () -> {
                int port = Ports.free().stats();
                return new ScaleBenchmark.Instance(
                    startService(port, directory), dashboardNumbers(port));
              },
              progress)
          .measure(options.restarts());
    }
  }

  /** Measures reads of the season's dashboard without new events. Empty if wrk is missing. */
  private Optional<ReadResult> measureReads() throws InterruptedException {
    if (!Wrk.isInstalled()) {
      progress.accept("Reads are not measured because wrk is not installed (apt install wrk).");
      return Optional.empty();
    }
    progress.accept("Reads: the dashboard and a constant of the same size, alternating ...");
    int port = Ports.free().stats();
    try (DashboardNumbers dashboard = dashboardNumbers(port);
        ContenderProcess process =
            startService(
                port,
                directory(Contender.SERVICE),
                List.of(
                    "--spring.main.sources=" + ConstantResponse.class.getName(),
                    // wrk sends as fast as it can, from one address.
                    "--iec.limits.address-rate=0"))) {
      awaitSeason(dashboard, process);
      return Optional.of(new ReadBenchmark("http://127.0.0.1:" + port, SEASON).measure());
    }
  }

  private void awaitSeason(DashboardNumbers dashboard, ContenderProcess process)
      throws InterruptedException {
    long deadline = System.nanoTime() + 2 * TIMEOUT_NANOS;
    String group = Contender.SERVICE.group().orElseThrow();
    while (broker.committed(group) < season.events() || dashboard.read().isEmpty()) {
      process.checkAlive();
      if (System.nanoTime() > deadline) {
        throw new StackException(
            "the service did not catch up with the season.%n%s".formatted(process.logTail()));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL_MS);
    }
  }

  /** Measures freshness on the state of the service's last run, or on a new one. */
  private FreshnessResult measureFreshness() throws InterruptedException {
    progress.accept(
        "Freshness: %d probes under %,d events/s ..."
            .formatted(FreshnessBenchmark.PROBES, FreshnessBenchmark.LOAD));
    int port = Ports.free().stats();
    try (DashboardNumbers dashboard = dashboardNumbers(port);
        ContenderProcess process =
            startService(
                port, serviceDirectory == null ? directory(Contender.SERVICE) : serviceDirectory);
        EventWriter load = new EventWriter(connection(bootstrapServers()), codec, 5);
        EventWriter probes = new EventWriter(connection(bootstrapServers()), codec, 0)) {
      awaitSeason(dashboard, process);
      FreshnessResult freshness =
          new FreshnessBenchmark(load, probes, dashboard, options.seed()).measure();
      process.checkAlive();
      load.flush();
      return freshness;
    }
  }

  private DashboardNumbers dashboardNumbers(int port) {
    return new DashboardNumbers("http://127.0.0.1:" + port, SEASON, bootstrapServers(), codec);
  }

  private ContenderProcess startService(int port, Path directory) {
    return startService(port, directory, List.of());
  }

  /** Starts the service like the local stack, but in the contenders' JVM. */
  private ContenderProcess startService(int port, Path directory, List<String> more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.address=127.0.0.1",
                "--server.port=" + port,
                "--spring.kafka.bootstrap-servers=" + bootstrapServers(),
                "--iec.registry-url=" + stack.addresses().registry(),
                "--iec.access.key-file=" + TokenKeys.in(stack.tokensDir()).publicFile(),
                "--iec.data-dir=" + directory));
    arguments.addAll(more);
    BuildTree tree = BuildTree.find();
    return ContenderProcess.start(
        Contender.SERVICE.text(),
        tree.classPath(Service.STATS.module())
            + File.pathSeparator
            + tree.root().resolve("benchmarks/target/classes"),
        List.of(),
        Service.STATS.mainClass(),
        arguments,
        log(Contender.SERVICE),
        false);
  }

  private ContenderProcess startProgram(Contender contender, Class<?> main, List<String> options) {
    return ContenderProcess.start(
        contender.text(),
        classPath(),
        options,
        main.getName(),
        List.of(bootstrapServers(), stack.addresses().registry(), directory(contender).toString()),
        log(contender),
        false);
  }

  private static Map<String, Object> connection(String bootstrapServers) {
    return Map.of("bootstrap.servers", bootstrapServers);
  }

  private String bootstrapServers() {
    return stack.addresses().bootstrapServers();
  }

  /** A new directory for each run; deleted with the stack. */
  private Path directory(Contender contender) {
    return stack.dataDir().resolve("bench").resolve(contender.text() + "-" + ++directories);
  }

  private Path log(Contender contender) {
    return stack.logDir().resolve(contender.text() + ".log");
  }

  /** This process's class path, which contains the contenders. */
  private static String classPath() {
    return System.getProperty("java.class.path");
  }
}
