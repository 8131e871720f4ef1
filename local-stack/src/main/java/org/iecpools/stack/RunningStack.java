package org.iecpools.stack;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.Credentials;
import org.iecpools.kafka.Principal;

/**
 * The processes and ports of a stack, recorded in its data directory. {@code iec status} reads the
 * record. The next stack in the directory uses it to end processes that a killed supervisor left.
 *
 * @param supervisor the process that started the stack
 * @param processes the components that have been started
 * @param leftOut components that the stack does not start; they may run elsewhere
 * @param credentials the directory with the passwords for Kafka and the registry; empty if they do
 *     not ask for any
 */
public record RunningStack(
    ProcessRef supervisor,
    Ports ports,
    Map<Component, ProcessRef> processes,
    Set<Component> leftOut,
    Optional<Path> credentials) {
  private static final String FILE = "stack.properties";
  private static final String SUPERVISOR = "supervisor";
  private static final String PORT = "port.";
  private static final String PROCESS = "process.";
  private static final String LEFT_OUT = "left-out";
  private static final String CREDENTIALS = "credentials";

  public RunningStack {
    processes = Map.copyOf(processes);
    leftOut = Set.copyOf(leftOut);
  }

  /**
   * Identifies a process by its id and start time, because a later process may get the same id.
   *
   * @param startMillis milliseconds since 1970; 0 if the system does not report a start time
   */
  public record ProcessRef(long pid, long startMillis) {
    static ProcessRef of(ProcessHandle process) {
      return new ProcessRef(
          process.pid(), process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }

    private static ProcessRef parse(String text) {
      String[] parts = text.split(" ", -1);
      return new ProcessRef(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }

    private String text() {
      return pid + " " + startMillis;
    }

    private Optional<ProcessHandle> handle() {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(p -> of(p).startMillis == startMillis);
    }

    public boolean isAlive() {
      return handle().isPresent();
    }
  }

  /**
   * The last stack in a directory, running or not; empty if there was none or it ended in order.
   *
   * @throws StackException if the record cannot be read
   */
  public static Optional<RunningStack> in(Path dataDir) {
    Path file = dataDir.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties p = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      p.load(reader);
      Map<Component, ProcessRef> processes = new EnumMap<>(Component.class);
      for (Component component : Component.values()) {
        String process = p.getProperty(PROCESS + component.label());
        if (process != null) {
          processes.put(component, ProcessRef.parse(process));
        }
      }
      return Optional.of(
          new RunningStack(
              ProcessRef.parse(required(p, SUPERVISOR)),
              new Ports(
                  port(p, Component.BROKER),
                  port(p, Component.REGISTRY),
                  port(p, Component.PROFILE_SERVICE),
                  port(p, Component.POOL_SERVICE),
                  port(p, Component.INVITATION_SERVICE),
                  port(p, Component.STATS_SERVICE)),
              processes,
              Arrays.stream(p.getProperty(LEFT_OUT, "").split(" "))
                  .filter(label -> !label.isEmpty())
                  .map(Component::labelled)
                  .collect(Collectors.toUnmodifiableSet()),
              Optional.ofNullable(p.getProperty(CREDENTIALS)).map(Path::of)));
    } catch (IOException | RuntimeException e) {
      throw new StackException("cannot read " + file + ": delete it and try again", e);
    }
  }

  private static int port(Properties p, Component component) {
    return Integer.parseInt(required(p, PORT + component.label()));
  }

  private static String required(Properties p, String name) {
    String value = p.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException("there is no " + name);
    }
    return value;
  }

  void writeTo(Path dataDir) {
    Properties p = new Properties();
    p.setProperty(SUPERVISOR, supervisor.text());
    ports
        .byComponent()
        .forEach((component, port) -> p.setProperty(PORT + component.label(), port.toString()));
    processes.forEach(
        (component, process) -> p.setProperty(PROCESS + component.label(), process.text()));
    p.setProperty(
        LEFT_OUT, leftOut.stream().sorted().map(Component::label).collect(Collectors.joining(" ")));
    credentials.ifPresent(directory -> p.setProperty(CREDENTIALS, directory.toString()));
    Path next = dataDir.resolve(FILE + ".next");
    try {
      Directories.createFile(next);
      try (Writer writer = Files.newBufferedWriter(next)) {
        p.store(writer, null);
      }
      Files.move(next, dataDir.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new StackException("cannot write " + next + ": " + e.getMessage(), e);
    }
  }

  /** Deletes the record of a stack that has ended in order. */
  static void deleteFrom(Path dataDir) {
    try {
      Files.deleteIfExists(dataDir.resolve(FILE));
    } catch (IOException e) {
      // A stale record does no harm, because its processes no longer exist.
    }
  }

  /** Whether the supervisor is running. */
  public boolean isUp() {
    return supervisor.isAlive();
  }

  /** Whether the stack starts this component itself. */
  public boolean starts(Component component) {
    return !leftOut.contains(component);
  }

  /** The process of a component; empty if it has not been started yet or is left out. */
  public Optional<ProcessRef> process(Component component) {
    return Optional.ofNullable(processes.get(component));
  }

  /**
   * Checks whether a component can be used. A component that is left out is checked on its port,
   * because a developer may have started it.
   */
  public Readiness readiness(Component component) {
    if (!starts(component)) {
      return ReadinessCheck.of(component, ports, client(Principal.SET_UP));
    }
    return process(component)
        .map(
            process ->
                process.isAlive()
                    ? ReadinessCheck.of(component, ports, client(Principal.SET_UP))
                    : Readiness.noAnswer("the process has ended"))
        .orElseGet(() -> Readiness.noAnswer("not started yet"));
  }

  /**
   * How a principal authenticates to this stack's Kafka and registry.
   *
   * @throws StackException if its file cannot be read
   */
  public ClientConfig client(Principal principal) {
    return credentials.map(directory -> client(directory, principal)).orElse(ClientConfig.NONE);
  }

  /** The {@code --command-config} file of a principal; empty if the stack is not secured. */
  public Optional<Path> clientFile(Principal principal) {
    return credentials.map(
        directory -> new Credentials(directory, ClientConfig.NONE).file(principal));
  }

  static ClientConfig client(Path credentials, Principal principal) {
    try {
      return ClientConfig.read(new Credentials(credentials, ClientConfig.NONE).file(principal));
    } catch (IllegalArgumentException e) {
      throw new StackException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Kills the processes that are still running and returns their number. */
  int killOrphans() {
    int killed = 0;
    for (ProcessRef process : processes.values()) {
      Optional<ProcessHandle> orphan = process.handle();
      if (orphan.isPresent()) {
        orphan.get().destroyForcibly();
        orphan.get().onExit().join();
        killed++;
      }
    }
    return killed;
  }
}
