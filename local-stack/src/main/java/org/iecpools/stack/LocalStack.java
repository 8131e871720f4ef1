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
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.iecpools.beacon.DrandChain;
import org.iecpools.environment.Environment;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.Credentials;
import org.iecpools.kafka.Principal;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.SetUp;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.RunningStack.ProcessRef;

/**
 * Broker, registry and services as supervised processes on 127.0.0.1. A process that ends
 * unexpectedly is restarted. The stack ends with {@link #close()}, at the latest with this process.
 */
public final class LocalStack implements AutoCloseable {
  private static final String STATE = "state";
  private static final String LOGS = "logs";
  private static final String SECRETS = "secrets";
  private static final String TOKENS = "tokens";
  private static final String BEACON = "beacon";
  private static final String SET_UP = "topics and schemas";

  /** For the start of one component, and for set-up. */
  private static final Duration START_TIMEOUT = Duration.ofMinutes(5);

  /** A component that ends more often within the window stays down: restarts would not help. */
  private static final int MAX_ENDS = 5;

  private static final Duration ENDS_WINDOW = Duration.ofMinutes(2);

  /** The delay before the second restart within the window; doubled for each further one. */
  private static final Duration BACKOFF = Duration.ofSeconds(1);

  private static final Duration CHECK_PERIOD = Duration.ofSeconds(10);

  /** Long enough for a start or a rebalance, which need no report. */
  private static final Duration REPORT_AFTER = Duration.ofSeconds(15);

  /** Longer than any pause of a working process. */
  private static final Duration KILL_AFTER = Duration.ofMinutes(3);

  /** The default debugger port of IDEs. */
  private static final int FIRST_DEBUG_PORT = 5005;

  /** Numbers the throwaway directories of this process. */
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final StackOptions options;
  private final StackListener listener;
  private final BuildTree tree = BuildTree.find();
  private final Path dataDir;
  private final DirectoryLock lock;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<Component, StackProcess> processes = new ConcurrentHashMap<>();

  /** Components that {@link #stop} has ended; the supervision does not restart them. */
  private final Set<Component> stopped = ConcurrentHashMap.newKeySet();

  /** The times at which each component has ended unexpectedly within the window. */
  private final Map<Component, ConcurrentLinkedQueue<Instant>> ends = new ConcurrentHashMap<>();

  /** Processes that {@link #kill} has ended; these ends do not count. */
  private final Set<Process> killed = ConcurrentHashMap.newKeySet();

  private final Thread hook = new Thread(this::closeNow, "stack-shutdown");
  private final Object closeOnce = new Object();
  private volatile Map<Service, Integer> debugPorts = Map.of();
  private boolean closing;

  private volatile CompletableFuture<Void> keys = CompletableFuture.completedFuture(null);

  /** Whether broker and registry have a part of the data to restore, which nobody must use. */
  private volatile boolean incomplete;

  private volatile boolean logsAreKept;

  private volatile Optional<StackBeacon> beacon = Optional.empty();

  private LocalStack(StackOptions options, StackListener listener) {
    this.options = options;
    this.listener = listener;
    this.dataDir =
        options
            .dataDir()
            .map(Path::toAbsolutePath)
            .map(Path::normalize)
            .orElseGet(this::throwawayDirectory);
    // The mode of an existing directory, such as /tmp, is changed only if a stack has used it.
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
                        "another stack%s uses the data directory %s: stop it, or choose another directory"
                            .formatted(
                                RunningStack.in(dataDir)
                                    .map(it -> " (process " + it.supervisor().pid() + ")")
                                    .orElse(""),
                                dataDir)));
  }

  /**
   * Starts a stack and waits until all its components are ready.
   *
   * @throws StackException if a component cannot be started; nothing is left running then
   */
  public static LocalStack start(StackOptions options, StackListener listener) {
    deleteAbandonedThrowaways(BuildTree.find());
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

  /** The addresses of a stack: HOST:PORT of the broker, URLs of the others. */
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

  /**
   * The directory of the services' secret keys. Another stack on the same broker must use it too.
   */
  public Path secretsDir() {
    return options.secretsDir().orElse(dataDir.resolve(SECRETS));
  }

  /** How a principal authenticates to this stack's Kafka and registry. */
  public ClientConfig client(Principal principal) {
    return credentials()
        .map(_ -> RunningStack.client(credentialsDir(), principal))
        .orElse(ClientConfig.NONE);
  }

  /** The {@code --command-config} file of a principal, if the stack is secured. */
  public Path clientFile(Principal principal) {
    return new Credentials(credentialsDir(), ClientConfig.NONE).file(principal);
  }

  /** The directory with the passwords for Kafka and the registry. */
  private Path credentialsDir() {
    return secretsDir().resolve("kafka");
  }

  private Optional<Credentials> credentials() {
    return options.secured()
        ? Optional.of(new Credentials(credentialsDir(), ClientConfig.NONE))
        : Optional.empty();
  }

  /** The directory of the local beacon's secret and parameters. */
  private Path beaconDir() {
    return secretsDir().resolve(BEACON);
  }

  /** The chain of the local beacon; empty if the stack has none. */
  public Optional<DrandChain> chain() {
    return beacon.map(StackBeacon::chain);
  }

  /** Ends the server of the local beacon until {@link #resumeBeacon}; nothing if there is none. */
  public void pauseBeacon() {
    beacon.ifPresent(StackBeacon::pause);
  }

  /**
   * Serves the local beacon again at the address of before.
   *
   * @throws StackException if another program has taken the port
   */
  public void resumeBeacon() {
    beacon.ifPresent(StackBeacon::resume);
  }

  /** The file with the parameters of the local beacon of the stack in a data directory. */
  public static Path chainInfoIn(Path dataDir) {
    return StackBeacon.chainInfoIn(dataDir.resolve(SECRETS).resolve(BEACON));
  }

  /** The directory of the keys that sign tokens, for {@link TokenKeys#in}. */
  public Path tokensDir() {
    return tokensIn(secretsDir());
  }

  /** The directory of the keys that sign tokens within a directory of secret keys. */
  private static Path tokensIn(Path secretsDir) {
    return secretsDir.resolve(TOKENS);
  }

  /** The file with the key from which secrets of webhooks follow; it need not exist. */
  public static Path webhooksKeyIn(Path dataDir) {
    return dataDir.resolve(SECRETS).resolve("webhooks.key");
  }

  /** The directory of the keys that sign tokens of the stack in a data directory. */
  public static Path tokensDirIn(Path dataDir) {
    return tokensIn(dataDir.resolve(SECRETS));
  }

  /** Tokens for requests to the services. */
  public StackTokens tokens() {
    return StackTokens.of(TokenKeys.in(tokensDir()));
  }

  /** The directory with the log of each component, {@code <label>.log}. */
  public Path logDir() {
    return dataDir.resolve(LOGS);
  }

  /** The debugger ports (JDWP) on 127.0.0.1 by service, in start order. */
  public Map<Service, Integer> debugPorts() {
    return debugPorts;
  }

  /** The services that this stack does not start, in start order. */
  public List<Service> leftOut() {
    return Arrays.stream(Service.values())
        .filter(service -> !options.services().contains(service))
        .toList();
  }

  /** Keeps the logs of a throwaway stack for diagnosis. A later stack deletes them. */
  public void keepLogs() {
    logsAreKept = true;
  }

  /** The process ids of the running components, in start order. */
  public Map<Component, Long> pids() {
    Map<Component, Long> pids = new EnumMap<>(Component.class);
    processes.forEach(
        (component, process) -> {
          if (process.isAlive()) {
            pids.put(component, process.pid());
          }
        });
    return pids;
  }

  /** The resident bytes of all processes together, without this one. */
  public long memory() {
    return Memory.resident(pids().values());
  }

  /**
   * Sends SIGKILL. The supervision restarts the component, and this end does not count towards the
   * maximum number of ends.
   */
  public void kill(Component component) {
    StackProcess process = process(component);
    killed.add(process.process());
    process.kill();
  }

  /** Ends a component. It stays down until {@link #resume}. */
  public void stop(Component component) {
    stopped.add(component);
    process(component).stop();
  }

  /** Starts a stopped component again and waits until it is ready. */
  public void resume(Component component) {
    try {
      startAndAwait(component);
      stopped.remove(component);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while %s started".formatted(component.label()), e);
    }
  }

  /** Ends a component in order, starts it again and waits until it is ready. */
  public void restart(Component component) {
    stop(component);
    resume(component);
  }

  private StackProcess process(Component component) {
    StackProcess process = processes.get(component);
    if (process == null) {
      throw new IllegalArgumentException(
          "the stack has not started %s; it has started %s"
              .formatted(
                  component.label(), processes.keySet().stream().map(Component::label).toList()));
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
                    "ended %d processes of the last stack, whose supervisor was killed"
                        .formatted(orphans));
              }
            });
    if (options.fresh()) {
      for (Path kept :
          List.of(
              dataOf(Component.BROKER),
              dataOf(Component.REGISTRY),
              dataDir.resolve(STATE),
              logDir(),
              dataDir.resolve(SECRETS))) {
        Directories.delete(kept);
      }
    }
    // Earlier versions created these directories readable by other users.
    for (Path kept :
        List.of(
            dataOf(Component.BROKER),
            dataOf(Component.REGISTRY),
            dataDir.resolve(STATE),
            logDir())) {
      Directories.restrict(kept);
    }
    Set<Component> leftOut = componentsLeftOut();
    List<Ports.Taken> taken =
        options.ports().taken().stream().filter(it -> !leftOut.contains(it.component())).toList();
    if (!taken.isEmpty()) {
      throw new StackException(
          "already in use: %s; end the process that listens there, or choose other ports (--port-base)"
              .formatted(
                  taken.stream()
                      .map(it -> "port %d (%s)".formatted(it.port(), it.component().label()))
                      .collect(Collectors.joining(", "))));
    }
    debugPorts = chosenDebugPorts();
    Directories.create(logDir());
    credentials()
        .ifPresent(
            they -> {
              Directories.create(credentialsDir());
              they.generateAll();
            });
    // Creating a key takes up to a second, which the broker's start takes anyway.
    keys = CompletableFuture.runAsync(() -> TokenKeys.in(tokensDir()), threads);
    options.restore().ifPresent(this::prepareRestore);
    if (!options.servicesOnly()) {
      startProcesses(Map.of(Component.BROKER, broker(), Component.REGISTRY, registry()));
    }
    options.restore().ifPresent(this::restore);
    Environment.Time time = setUp();
    awaitKeys();
    if (options.beacon()) {
      beacon = Optional.of(StackBeacon.start(beaconDir(), time));
    }
    startProcesses(
        options.services().stream().collect(Collectors.toMap(Service::component, this::service)));
    threads.submit(this::supervise);
  }

  /** Makes sure that the data do not replace others, and gives the broker the cluster's id. */
  private void prepareRestore(StackOptions.Restore restore) {
    for (Path kept :
        List.of(dataOf(Component.BROKER), dataOf(Component.REGISTRY), dataDir.resolve(STATE))) {
      if (Files.exists(kept)) {
        throw new StackException(
            "%s exists: choose a data directory without a stack's data, or delete broker, registry and state in this one"
                .formatted(kept));
      }
    }
    incomplete = true;
    LocalBroker.format(dataOf(Component.BROKER), options.ports().broker(), restore.clusterId());
  }

  private void restore(StackOptions.Restore restore) {
    restore
        .writer()
        .write(
            addresses().bootstrapServers(),
            URI.create(addresses().registry()),
            client(Principal.SET_UP));
    incomplete = false;
  }

  private void awaitKeys() {
    try {
      keys.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof StackException cause ? cause : e;
    }
  }

  /** The components that this stack does not start. They may run elsewhere. */
  private Set<Component> componentsLeftOut() {
    Set<Component> components = EnumSet.noneOf(Component.class);
    if (options.servicesOnly()) {
      components.addAll(List.of(Component.BROKER, Component.REGISTRY));
    }
    leftOut().forEach(service -> components.add(service.component()));
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

  /** Checks every component periodically and reports when its readiness changes. */
  private void supervise() {
    Map<Component, Instant> unready = new EnumMap<>(Component.class);
    Set<Component> reported = EnumSet.noneOf(Component.class);
    try {
      while (!isClosing()) {
        TimeUnit.MILLISECONDS.sleep(CHECK_PERIOD.toMillis());
        processes.forEach((component, process) -> check(component, process, unready, reported));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void check(
      Component component,
      StackProcess process,
      Map<Component, Instant> unready,
      Set<Component> reported) {
    String name = component.label();
    try {
      process.rotateLog();
    } catch (IOException e) {
      listener.note("the log of %s cannot be rotated: %s".formatted(name, e.getMessage()));
    }
    if (!process.isAlive() || stopped.contains(component)) {
      unready.remove(component);
      return;
    }
    Process checked = process.process();
    Readiness readiness = ReadinessCheck.of(component, options.ports(), client(Principal.SET_UP));
    if (readiness.ready()) {
      unready.remove(component);
      if (reported.remove(component)) {
        listener.note(name + " is ready");
      }
      return;
    }
    Duration since =
        Duration.between(unready.computeIfAbsent(component, _ -> Instant.now()), Instant.now());
    if (since.compareTo(REPORT_AFTER) > 0 && !isClosing() && reported.add(component)) {
      listener.note("%s is not ready: %s".formatted(name, readiness.detail()));
    }
    if (since.compareTo(KILL_AFTER) > 0
        && !readiness.hasAnswered()
        && isKilledWithoutAnswer(component)) {
      listener.note(
          "%s has not answered for %d s and is killed".formatted(name, since.toSeconds()));
      unready.remove(component);
      checked.destroyForcibly();
    }
  }

  /**
   * Whether a component that does not answer is killed. The broker is only reported. A service with
   * a debugger port is most likely suspended at a breakpoint.
   */
  private boolean isKilledWithoutAnswer(Component component) {
    return ReadinessCheck.isByHttp(component)
        && debugPorts.keySet().stream().map(Service::component).noneMatch(component::equals);
  }

  /** Starts processes in parallel and waits until all are ready. */
  private void startProcesses(Map<Component, StackProcess> some) throws InterruptedException {
    processes.putAll(some);
    ExecutorCompletionService<Void> results = new ExecutorCompletionService<>(threads);
    for (Component component : some.keySet()) {
      results.submit(
          () -> {
            Instant begin = Instant.now();
            listener.starting(component.label());
            startAndAwait(component);
            listener.ready(
                component.label(), address(component), Duration.between(begin, Instant.now()));
            return null;
          });
    }
    for (int i = 0; i < some.size(); i++) {
      try {
        results.take().get();
      } catch (ExecutionException e) {
        Throwable cause = Objects.requireNonNull(e.getCause(), "the task's exception");
        throw new StackException(
            Objects.requireNonNullElseGet(cause.getMessage(), cause::toString), cause);
      }
    }
  }

  /** Returns which time the data follow. */
  private Environment.Time setUp() throws InterruptedException {
    listener.starting(SET_UP);
    Instant begin = Instant.now();
    Optional<Environment.Time> time = trySetUp(begin.plus(START_TIMEOUT));
    while (time.isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(500);
      time = trySetUp(begin.plus(START_TIMEOUT));
    }
    listener.ready(SET_UP, "", Duration.between(begin, Instant.now()));
    return time.get();
  }

  /** Runs set-up. Empty if the registry did not answer in time; set-up can be repeated. */
  private Optional<Environment.Time> trySetUp(Instant giveUp) {
    try {
      return Optional.of(
          SetUp.run(
                  new SetUp.Options(
                      addresses().bootstrapServers(),
                      URI.create(addresses().registry()),
                      client(Principal.SET_UP),
                      Topics.PARTITIONS,
                      options.simulatedClock(),
                      options.acceptChanges(),
                      credentials().map(_ -> credentialsDir())))
              .time());
    } catch (SchemaRegistry.Unavailable e) {
      if (e instanceof SchemaRegistry.Denied || isClosing() || Instant.now().isAfter(giveUp)) {
        throw new StackException("%s: %s".formatted(SET_UP, e.getMessage()), e);
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      throw new StackException("%s: %s".formatted(SET_UP, e.getMessage()), e);
    }
  }

  private void startAndAwait(Component component) throws InterruptedException {
    StackProcess process = process(component);
    synchronized (this) {
      if (closing) {
        throw new StackException("the stack is being stopped");
      }
      process.start();
      recordProcesses();
    }
    process.awaitReady(START_TIMEOUT);
    Process started = process.process();
    started.onExit().thenAcceptAsync(_ -> restartAfterEnd(component, started), threads);
  }

  private void restartAfterEnd(Component component, Process ended) {
    String name = component.label();
    StackProcess process = process(component);
    if (isClosing() || stopped.contains(component) || process.process() != ended) {
      return;
    }
    ConcurrentLinkedQueue<Instant> times =
        ends.computeIfAbsent(component, _ -> new ConcurrentLinkedQueue<>());
    times.removeIf(time -> time.isBefore(Instant.now().minus(ENDS_WINDOW)));
    if (!killed.remove(ended)) {
      times.add(Instant.now());
    }
    if (times.size() > MAX_ENDS) {
      listener.note(
          "%s has ended %d times in %d minutes and stays down.%n%s"
              .formatted(name, times.size(), ENDS_WINDOW.toMinutes(), process.lastLogLines()));
      return;
    }
    listener.note(
        "%s (process %d) ended with status %d and is restarted"
            .formatted(name, ended.pid(), ended.exitValue()));
    Instant begin = Instant.now();
    try {
      if (times.size() > 1) {
        TimeUnit.MILLISECONDS.sleep(BACKOFF.toMillis() << (times.size() - 2));
      }
      startAndAwait(component);
      listener.note(
          "%s is ready again after %.1f s"
              .formatted(name, Duration.between(begin, Instant.now()).toMillis() / 1000.0));
    } catch (StackException e) {
      if (!isClosing()) {
        listener.note(e.getMessage());
        restartAfterEnd(component, process.process());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isClosing() {
    return closing;
  }

  private void recordProcesses() {
    Map<Component, ProcessRef> refs = new EnumMap<>(Component.class);
    processes.forEach(
        (component, process) -> {
          if (process.isAlive()) {
            refs.put(component, ProcessRef.of(process.process().toHandle()));
          }
        });
    new RunningStack(
            ProcessRef.of(ProcessHandle.current()),
            options.ports(),
            refs,
            componentsLeftOut(),
            credentials().map(_ -> credentialsDir()))
        .writeTo(dataDir);
  }

  private StackProcess broker() {
    return LocalBroker.process(
        tree,
        dataOf(Component.BROKER),
        options.ports().broker(),
        credentials(),
        log(Component.BROKER));
  }

  private StackProcess registry() {
    return LocalRegistry.process(
        tree,
        Directories.create(dataOf(Component.REGISTRY)),
        options.ports().registry(),
        credentials().map(Credentials::ofRegistry),
        log(Component.REGISTRY));
  }

  private StackProcess service(Service service) {
    List<String> arguments = new ArrayList<>();
    Integer debugPort = debugPorts.get(service);
    if (debugPort == null) {
      arguments.addAll(
          ClassArchive.options(tree, service.component(), tree.classPath(service.module())));
    } else {
      // No archive: classes loaded under a debugger must not be archived for later runs.
      arguments.add(
          "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + debugPort);
    }
    arguments.add("-Xmx256m");
    arguments.addAll(launchOf(service).javaArguments());
    return new StackProcess(
        service.module(),
        arguments,
        log(service.component()),
        () -> ReadinessCheck.of(service.component(), options.ports(), ClientConfig.NONE).ready());
  }

  /** The arguments that start a service of this stack, even if the stack leaves it out. */
  public Launch launchOf(Service service) {
    Path state = Directories.create(dataDir.resolve(STATE).resolve(service.module()));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.address=127.0.0.1",
                "--server.port=" + options.ports().of(service),
                "--spring.kafka.bootstrap-servers=" + addresses().bootstrapServers(),
                "--iec.registry-url=" + addresses().registry(),
                "--iec.access.key-file=" + TokenKeys.publicFileIn(tokensDir()),
                "--iec.data-dir=" + state,
                "--iec.secrets-dir=" + Directories.create(secretsDir().resolve(service.module()))));
    if (service == Service.STATS) {
      arguments.add("--iec.invitation-service=" + addresses().invitation());
    }
    if (service == Service.INVITATION) {
      arguments.add("--iec.stats-service=" + addresses().stats());
      beacon.ifPresent(it -> arguments.addAll(it.serviceArguments()));
    }
    credentials()
        .ifPresent(
            they ->
                arguments.add("--iec.command-config=" + they.file(Principal.of(service.module()))));
    options
        .collector()
        .ifPresent(collector -> arguments.add("--otel.exporter.otlp.endpoint=" + collector));
    return new Launch(
        service,
        List.of("--enable-native-access=ALL-UNNAMED"),
        tree.classPath(service.module()),
        arguments);
  }

  private Path dataOf(Component component) {
    return dataDir.resolve(component.label());
  }

  private Path log(Component component) {
    return logDir().resolve(component.label() + ".log");
  }

  private String address(Component component) {
    return switch (component) {
      case BROKER -> addresses().bootstrapServers();
      case REGISTRY -> addresses().registry();
      case PROFILE_SERVICE -> addresses().profile();
      case POOL_SERVICE -> addresses().pool();
      case INVITATION_SERVICE -> addresses().invitation();
      case STATS_SERVICE -> addresses().stats();
    };
  }

  /** Ends services, then registry, then broker. The data of a throwaway stack are deleted. */
  @Override
  public void close() {
    closeNow();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is ending: the hook has run or finds nothing to do.
    }
  }

  private void closeNow() {
    // A second caller waits, because this process must not end before its stack.
    synchronized (closeOnce) {
      if (!isClosing()) {
        synchronized (this) {
          closing = true;
        }
        stopAll();
      }
    }
  }

  private void stopAll() {
    if (!processes.isEmpty()) {
      listener.note("stopping services, registry, broker");
    }
    List<CompletableFuture<Void>> services =
        Arrays.stream(Service.values())
            .map(service -> processes.get(service.component()))
            .filter(Objects::nonNull)
            .map(process -> CompletableFuture.runAsync(process::stop, threads))
            .toList();
    services.forEach(CompletableFuture::join);
    beacon.ifPresent(StackBeacon::close);
    for (Component component : List.of(Component.REGISTRY, Component.BROKER)) {
      StackProcess process = processes.get(component);
      if (process != null) {
        process.stop();
      }
    }
    // The keys must not be written into a directory that is deleted below.
    keys.handle((_, _) -> null).join();
    threads.shutdownNow();
    RunningStack.deleteFrom(dataDir);
    if (incomplete) {
      Directories.delete(dataOf(Component.BROKER));
      Directories.delete(dataOf(Component.REGISTRY));
    }
    lock.close();
    if (options.dataDir().isEmpty()) {
      if (logsAreKept) {
        List.of(
                dataOf(Component.BROKER),
                dataOf(Component.REGISTRY),
                dataDir.resolve(STATE),
                dataDir.resolve(SECRETS))
            .forEach(Directories::delete);
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

  /** Deletes what throwaway stacks have left whose supervisor was killed: files and processes. */
  private static void deleteAbandonedThrowaways(BuildTree tree) {
    Path all = throwaways(tree);
    if (!Files.exists(all)) {
      return;
    }
    for (Path directory : Directories.children(all)) {
      // Another process may have created a new directory and not locked it yet.
      if (Directories.isOlderThan(directory, Duration.ofMinutes(1))) {
        DirectoryLock.of(directory)
            .ifPresent(
                lock -> {
                  try (lock) {
                    RunningStack.in(directory).ifPresent(RunningStack::killOrphans);
                    Directories.delete(directory);
                  }
                });
      }
    }
  }
}
