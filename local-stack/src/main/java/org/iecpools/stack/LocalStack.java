package org.iecpools.stack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.SetUp;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.RunningStack.ProcessRef;

/**
 * Broker, registry and services as processes on loopback, supervised: one that ends by itself is
 * started again. Ends with {@link #close()}, or with this process at the latest.
 */
public final class LocalStack implements AutoCloseable {
  static final String BROKER = "broker";
  static final String REGISTRY = "registry";
  private static final String SECRETS = "secrets";
  static final String SET_UP = "topics and schemas";

  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  /** More ends than this within the window, and starting again would only hide the reason. */
  private static final int MAX_ENDS = 5;

  private static final Duration ENDS_WINDOW = Duration.ofMinutes(2);

  /** Before the second start within the window; doubled for each further one. */
  private static final Duration BACKOFF = Duration.ofSeconds(1);

  private static final Duration CHECK_PERIOD = Duration.ofSeconds(10);

  /** A start or a rebalance takes a while. */
  private static final Duration REPORT_AFTER = Duration.ofSeconds(15);

  /** Longer than any pause of a process that still works. */
  private static final Duration KILL_AFTER = Duration.ofMinutes(3);

  /** Where IDEs look for a debugger's port if nothing else is set. */
  private static final int FIRST_DEBUG_PORT = 5005;

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final StackOptions options;
  private final StackListener listener;
  private final BuildTree tree = BuildTree.find();
  private final Path dataDir;
  private final DirectoryLock lock;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, StackProcess> processes = new ConcurrentHashMap<>();
  private final Set<String> stopped = ConcurrentHashMap.newKeySet();
  private final Map<String, ConcurrentLinkedQueue<Instant>> ends = new ConcurrentHashMap<>();
  private final Set<Process> killed = ConcurrentHashMap.newKeySet();
  private final Thread hook = new Thread(this::closeNow, "stack-shutdown");
  private final Object closeOnce = new Object();
  private volatile Map<Service, Integer> debugPorts = Map.of();
  private boolean closing;
  private volatile boolean logsAreKept;

  private LocalStack(StackOptions options, StackListener listener) {
    this.options = options;
    this.listener = listener;
    this.dataDir =
        options
            .dataDir()
            .map(Path::toAbsolutePath)
            .map(Path::normalize)
            .orElseGet(this::throwawayDirectory);
    // One that exists may be anybody's, such as /tmp, unless a stack used it before.
    boolean ours = Files.exists(dataDir.resolve("lock")) || dataDir.startsWith(ownDirectory());
    Directories.create(dataDir);
    if (ours) {
      Directories.restrict(dataDir);
    }
    this.lock =
        DirectoryLock.of(dataDir)
            .orElseThrow(
                () ->
                    new StackException(
                        "another stack%s uses the data directory %s: stop it, or take another directory"
                            .formatted(
                                RunningStack.in(dataDir)
                                    .map(r -> " (process " + r.supervisor().pid() + ")")
                                    .orElse(""),
                                dataDir)));
  }

  /**
   * Starts a stack and waits until all of it is ready.
   *
   * @throws StackException saying what was wrong; nothing is left running then
   */
  public static LocalStack start(StackOptions options, StackListener listener) {
    removeLeftThrowaways(BuildTree.find());
    LocalStack stack = new LocalStack(options, listener);
    try {
      Runtime.getRuntime().addShutdownHook(stack.hook);
      stack.start();
      return stack;
    } catch (InterruptedException e) {
      stack.close();
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while the stack started", e);
    } catch (Throwable e) {
      stack.keepLogs();
      stack.close();
      throw e;
    }
  }

  /** Where to reach what. */
  public record Addresses(
      String bootstrapServers,
      String registry,
      String profile,
      String pool,
      String invitation,
      String stats) {
    public static Addresses of(Ports ports) {
      return new Addresses(
          "127.0.0.1:" + ports.broker(),
          http(ports.registry()),
          http(ports.profile()),
          http(ports.pool()),
          http(ports.invitation()),
          http(ports.stats()));
    }

    private static String http(int port) {
      return "http://127.0.0.1:" + port;
    }
  }

  public Addresses addresses() {
    return Addresses.of(options.ports());
  }

  public Path dataDir() {
    return dataDir;
  }

  /** Where the services' secret keys are; another stack on the same broker needs the same. */
  public Path secretsDir() {
    return options.secretsDir().orElse(dataDir.resolve(SECRETS));
  }

  /** Each component's log is {@code <name>.log} in here. */
  public Path logDir() {
    return dataDir.resolve("logs");
  }

  /** Ports of 127.0.0.1 for debuggers (JDWP), by service, in the order of the start. */
  public Map<Service, Integer> debugPorts() {
    return debugPorts;
  }

  /** The services that this stack does not start, in the order of the start. */
  public List<Service> leftOut() {
    return Arrays.stream(Service.values())
        .filter(service -> !options.services().contains(service))
        .toList();
  }

  /**
   * Leaves a throwaway's logs behind, for whoever looks for what went wrong, until another starts.
   */
  public void keepLogs() {
    logsAreKept = true;
  }

  /** Process numbers by component. */
  public Map<String, Long> pids() {
    Map<String, Long> pids = new LinkedHashMap<>();
    processes.forEach(
        (name, process) -> {
          if (process.isAlive()) {
            pids.put(name, process.pid());
          }
        });
    return pids;
  }

  /** Resident bytes of all processes together, this one not counted. */
  public long memory() {
    return Memory.resident(pids().values());
  }

  /**
   * SIGKILL. The component is started again by the supervision, as after an end of its own, however
   * often it is killed: the reason is known.
   */
  public void kill(String component) {
    StackProcess process = process(component);
    killed.add(process.process());
    process.kill();
  }

  /** Ends a component and keeps it ended until {@link #resume}. */
  public void stop(String component) {
    stopped.add(component);
    process(component).stop();
  }

  /** Starts a stopped component again and waits until it is ready. */
  public void resume(String component) {
    try {
      startAndAwait(process(component));
      stopped.remove(component);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while " + component + " started", e);
    }
  }

  /** Ends a component as an operator would, starts it again and waits until it is ready. */
  public void restart(String component) {
    stop(component);
    resume(component);
  }

  private StackProcess process(String component) {
    StackProcess process = processes.get(component);
    if (process == null) {
      throw new IllegalArgumentException(
          "the stack has no %s; it has %s".formatted(component, processes.keySet()));
    }
    return process;
  }

  private void start() throws InterruptedException {
    RunningStack.in(dataDir)
        .ifPresent(
            last -> {
              int orphans = last.killOrphans();
              if (orphans > 0) {
                listener.note(
                    "ended %d processes that the last stack, itself killed, had left"
                        .formatted(orphans));
              }
            });
    if (options.fresh()) {
      for (String kept : List.of(BROKER, REGISTRY, "state", "logs", SECRETS)) {
        Directories.delete(dataDir.resolve(kept));
      }
    }
    // Versions before this one left them readable by others.
    for (String kept : List.of(BROKER, REGISTRY, "state", "logs")) {
      Directories.restrict(dataDir.resolve(kept));
    }
    Map<String, Integer> taken = options.ports().taken();
    taken.keySet().removeAll(componentsLeftOut());
    if (!taken.isEmpty()) {
      throw new StackException(
          taken.entrySet().stream()
                  .map(e -> "port %d, for the %s,".formatted(e.getValue(), e.getKey()))
                  .collect(Collectors.joining(" and "))
              + " is in use: end what listens there, or choose other ports (--port-base)");
    }
    debugPorts = chosenDebugPorts();
    Directories.create(logDir());
    if (!options.servicesOnly()) {
      startProcesses(List.of(broker(), registry()));
    }
    setUp();
    startProcesses(options.services().stream().sorted().map(this::service).toList());
    threads.submit(this::supervise);
  }

  /** Those that run elsewhere, if at all. */
  private Set<String> componentsLeftOut() {
    Set<String> components = new LinkedHashSet<>();
    if (options.servicesOnly()) {
      components.addAll(List.of(BROKER, REGISTRY));
    }
    leftOut().forEach(service -> components.add(service.module()));
    return components;
  }

  private Map<Service, Integer> chosenDebugPorts() {
    Map<Service, Integer> chosen = new EnumMap<>(Service.class);
    Set<Integer> reserved = new HashSet<>(options.ports().byComponent().values());
    options.debugged().stream()
        .sorted()
        .forEach(
            service -> {
              int port = FreePorts.from(FIRST_DEBUG_PORT, reserved);
              reserved.add(port);
              chosen.put(service, port);
            });
    return Collections.unmodifiableMap(chosen);
  }

  /** Checks every component regularly, and reports it when it stops or resumes being ready. */
  private void supervise() {
    Map<String, Instant> unready = new HashMap<>();
    Set<String> reported = new HashSet<>();
    try {
      while (!isClosing()) {
        TimeUnit.MILLISECONDS.sleep(CHECK_PERIOD.toMillis());
        for (StackProcess process : processes.values()) {
          check(process, unready, reported);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void check(StackProcess process, Map<String, Instant> unready, Set<String> reported) {
    String name = process.name();
    try {
      process.rotateLog();
    } catch (IOException e) {
      listener.note("the log of %s cannot be rotated: %s".formatted(name, e.getMessage()));
    }
    if (!process.isAlive() || stopped.contains(name)) {
      unready.remove(name);
      return;
    }
    Process checked = process.process();
    Readiness readiness = Readiness.of(name, options.ports());
    if (readiness.ready()) {
      unready.remove(name);
      if (reported.remove(name)) {
        listener.note(name + " is ready");
      }
      return;
    }
    Duration since =
        Duration.between(unready.computeIfAbsent(name, _ -> Instant.now()), Instant.now());
    if (since.compareTo(REPORT_AFTER) > 0 && !isClosing() && reported.add(name)) {
      listener.note("%s is not ready: %s".formatted(name, readiness.detail()));
    }
    // One that is silent under a debugger is most likely suspended at a breakpoint.
    if (since.compareTo(KILL_AFTER) > 0 && Http.isSilent(readiness) && !isDebugged(name)) {
      listener.note(
          "%s has not answered for %d s and is killed".formatted(name, since.toSeconds()));
      unready.remove(name);
      checked.destroyForcibly();
    }
  }

  private boolean isDebugged(String component) {
    return debugPorts.keySet().stream().anyMatch(s -> s.module().equals(component));
  }

  private void startProcesses(List<StackProcess> some) throws InterruptedException {
    List<Callable<Void>> starts = new ArrayList<>();
    for (StackProcess process : some) {
      processes.put(process.name(), process);
      starts.add(
          () -> {
            Instant begin = Instant.now();
            listener.starting(process.name());
            startAndAwait(process);
            listener.ready(
                process.name(), address(process.name()), Duration.between(begin, Instant.now()));
            return null;
          });
    }
    ExecutorCompletionService<Void> results = new ExecutorCompletionService<>(threads);
    starts.forEach(results::submit);
    for (int i = 0; i < starts.size(); i++) {
      try {
        results.take().get();
      } catch (ExecutionException e) {
        throw new StackException(e.getCause().getMessage(), e.getCause());
      }
    }
  }

  private void setUp() throws InterruptedException {
    listener.starting(SET_UP);
    Instant begin = Instant.now();
    while (!isSetUp(begin.plus(TIMEOUT))) {
      TimeUnit.MILLISECONDS.sleep(500);
    }
    listener.ready(SET_UP, "", Duration.between(begin, Instant.now()));
  }

  /** False: a busy machine's registry took too long for an answer, and it is worth asking again. */
  private boolean isSetUp(Instant giveUp) {
    try {
      SetUp.run(
          new SetUp.Options(
              addresses().bootstrapServers(),
              URI.create(addresses().registry()),
              Topics.PARTITIONS,
              options.simulatedClock(),
              options.acceptChanges()));
      return true;
    } catch (SchemaRegistry.Unavailable e) {
      if (isClosing() || Instant.now().isAfter(giveUp)) {
        throw new StackException("%s: %s".formatted(SET_UP, e.getMessage()), e);
      }
      return false;
    } catch (RuntimeException e) {
      throw new StackException("%s: %s".formatted(SET_UP, e.getMessage()), e);
    }
  }

  private void startAndAwait(StackProcess process) throws InterruptedException {
    synchronized (this) {
      if (closing) {
        throw new StackException("the stack goes down");
      }
      process.start();
      writeDown();
    }
    process.awaitReady(TIMEOUT);
    Process started = process.process();
    process.onExit().thenAcceptAsync(ended -> ended(process, started), threads);
  }

  private void ended(StackProcess process, Process ended) {
    String name = process.name();
    if (isClosing() || stopped.contains(name) || process.process() != ended) {
      return;
    }
    ConcurrentLinkedQueue<Instant> times =
        ends.computeIfAbsent(name, n -> new ConcurrentLinkedQueue<>());
    times.removeIf(time -> time.isBefore(Instant.now().minus(ENDS_WINDOW)));
    if (!killed.remove(ended)) {
      times.add(Instant.now());
    }
    if (times.size() > MAX_ENDS) {
      listener.note(
          "%s has ended %d times in %d minutes and stays down.%n%s"
              .formatted(name, times.size(), ENDS_WINDOW.toMinutes(), process.lastWords()));
      return;
    }
    listener.note(
        "%s (process %d) ended with status %d; it is started again"
            .formatted(name, ended.pid(), ended.exitValue()));
    Instant begin = Instant.now();
    try {
      if (times.size() > 1) {
        TimeUnit.MILLISECONDS.sleep(BACKOFF.toMillis() << (times.size() - 2));
      }
      startAndAwait(process);
      listener.note(
          "%s is ready again after %.1f s"
              .formatted(name, Duration.between(begin, Instant.now()).toMillis() / 1000.0));
    } catch (StackException e) {
      if (!isClosing()) {
        listener.note(e.getMessage());
        ended(process, process.process());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isClosing() {
    return closing;
  }

  private void writeDown() {
    Map<String, ProcessRef> refs = new LinkedHashMap<>();
    processes.forEach(
        (name, process) -> {
          if (process.isAlive()) {
            refs.put(name, ProcessRef.of(process.process().toHandle()));
          }
        });
    new RunningStack(
            ProcessRef.of(ProcessHandle.current()), options.ports(), refs, componentsLeftOut())
        .writeTo(dataDir);
  }

  private StackProcess broker() {
    return LocalBroker.process(
        tree, dataDir.resolve(BROKER), options.ports().broker(), log(BROKER), archive(BROKER));
  }

  private StackProcess registry() {
    Path data = Directories.create(dataDir.resolve(REGISTRY));
    return LocalRegistry.process(tree, data, options.ports().registry(), log(REGISTRY), List.of());
  }

  private StackProcess service(Service service) {
    List<String> arguments = new ArrayList<>();
    Integer debugPort = debugPorts.get(service);
    if (debugPort == null) {
      arguments.addAll(archive(service.module()));
    } else {
      // Without an archive: what an agent has seen must not be kept for later runs.
      arguments.add(
          "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + debugPort);
    }
    arguments.add("-Xmx256m");
    arguments.addAll(launchOf(service).javaArguments());
    return new StackProcess(
        service.module(),
        arguments,
        log(service.module()),
        () -> Http.isOk(Readiness.service(options.ports().of(service))));
  }

  /** What starts a service of this stack, whether the stack starts it or not. */
  public Launch launchOf(Service service) {
    Path state = Directories.create(dataDir.resolve("state").resolve(service.module()));
    return new Launch(
        service,
        List.of("--enable-native-access=ALL-UNNAMED"),
        tree.classPath(service.module()),
        List.of(
            "--server.address=127.0.0.1",
            "--server.port=" + options.ports().of(service),
            "--spring.kafka.bootstrap-servers=" + addresses().bootstrapServers(),
            "--iec.registry-url=" + addresses().registry(),
            "--iec.data-dir=" + state,
            "--iec.secrets-dir=" + Directories.create(secretsDir().resolve(service.module()))));
  }

  /**
   * Classes as the last run of the component left them, which saves a third of the work of a start.
   * The JVM makes the archive when it ends for the first time, and anew after a build.
   */
  private List<String> archive(String component) {
    Path archives = Directories.create(tree.root().resolve(".iec").resolve("cds"));
    return List.of(
        "-XX:+AutoCreateSharedArchive",
        StackProcess.ARCHIVE + archives.resolve(component + ".jsa"),
        // It would tell of each class that it cannot keep.
        "-Xlog:disable",
        "-Xlog:all=error:stderr");
  }

  private Path log(String component) {
    return logDir().resolve(component + ".log");
  }

  private String address(String component) {
    return switch (component) {
      case BROKER -> addresses().bootstrapServers();
      case REGISTRY -> addresses().registry();
      default -> Addresses.http(options.ports().of(Service.named(component)));
    };
  }

  /** Ends services, then registry, then broker. A throwaway's data go with it. */
  @Override
  public void close() {
    closeNow();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is on its way out: the hook has run, or finds nothing to do.
    }
  }

  private void closeNow() {
    // Who comes second waits: a process must not end while its stack still goes down.
    synchronized (closeOnce) {
      if (!isClosing()) {
        synchronized (this) {
          closing = true;
        }
        goDown();
      }
    }
  }

  private void goDown() {
    if (!processes.isEmpty()) {
      listener.note("going down: services, registry, broker");
    }
    List<CompletableFuture<Void>> services =
        processes.values().stream()
            .filter(p -> !p.name().equals(BROKER) && !p.name().equals(REGISTRY))
            .map(p -> CompletableFuture.runAsync(p::stop, threads))
            .toList();
    services.forEach(CompletableFuture::join);
    for (String name : List.of(REGISTRY, BROKER)) {
      if (processes.containsKey(name)) {
        processes.get(name).stop();
      }
    }
    threads.shutdownNow();
    RunningStack.forget(dataDir);
    lock.close();
    if (options.dataDir().isEmpty()) {
      if (logsAreKept) {
        List.of(BROKER, REGISTRY, "state", SECRETS)
            .forEach(d -> Directories.delete(dataDir.resolve(d)));
      } else {
        Directories.delete(dataDir);
      }
    }
  }

  private Path throwawayDirectory() {
    return throwaways(tree).resolve(ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet());
  }

  private static Path throwaways(BuildTree tree) {
    return tree.root().resolve(".iec").resolve("throwaway");
  }

  private Path ownDirectory() {
    return tree.root().resolve(".iec").toAbsolutePath().normalize();
  }

  /** Throwaway stacks whose supervisor was killed leave their directory, and perhaps processes. */
  private static void removeLeftThrowaways(BuildTree tree) {
    Path all = throwaways(tree);
    if (!Files.exists(all)) {
      return;
    }
    for (Path left : Directories.children(all)) {
      // A young one may be another process's that has not locked it yet.
      if (Directories.isOlderThan(left, Duration.ofMinutes(1))) {
        DirectoryLock.of(left)
            .ifPresent(
                lock -> {
                  try (lock) {
                    RunningStack.in(left).ifPresent(RunningStack::killOrphans);
                    Directories.delete(left);
                  }
                });
      }
    }
  }
}
