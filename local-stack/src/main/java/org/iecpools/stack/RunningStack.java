package org.iecpools.stack;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a stack writes down about itself in its data directory: for {@code iec status}, and for the
 * next stack there, which ends the processes that a killed supervisor left behind.
 *
 * @param supervisor the process that started the stack
 * @param processes by component
 * @param leftOut components that the stack does not start: they run elsewhere, if at all
 */
public record RunningStack(
    ProcessRef supervisor, Ports ports, Map<String, ProcessRef> processes, Set<String> leftOut) {
  private static final String FILE = "stack.properties";
  private static final String LEFT_OUT = "left-out";

  /**
   * A process, told apart from a later one with the same number by its start.
   *
   * @param startMillis since 1970, as the system says it; 0 where it does not
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

  /** The last stack in this directory, running or not; empty when there was none. */
  public static Optional<RunningStack> in(Path dataDir) {
    Path file = dataDir.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties p = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      p.load(reader);
      Map<String, ProcessRef> processes = new LinkedHashMap<>();
      p.stringPropertyNames().stream()
          .filter(name -> name.startsWith("process."))
          .sorted()
          .forEach(
              name ->
                  processes.put(
                      name.substring("process.".length()), ProcessRef.parse(p.getProperty(name))));
      return Optional.of(
          new RunningStack(
              ProcessRef.parse(p.getProperty("supervisor")),
              new Ports(
                  port(p, LocalStack.BROKER),
                  port(p, LocalStack.REGISTRY),
                  port(p, Service.PROFILE.module()),
                  port(p, Service.POOL.module()),
                  port(p, Service.INVITATION.module()),
                  port(p, Service.STATS.module())),
              processes,
              Arrays.stream(p.getProperty(LEFT_OUT, "").split(" "))
                  .filter(component -> !component.isEmpty())
                  .collect(Collectors.toUnmodifiableSet())));
    } catch (IOException | RuntimeException e) {
      throw new StackException("cannot read " + file + ": delete it and try again", e);
    }
  }

  private static int port(Properties p, String component) {
    return Integer.parseInt(p.getProperty("port." + component));
  }

  void writeTo(Path dataDir) {
    Properties p = new Properties();
    p.setProperty("supervisor", supervisor.text());
    ports
        .byComponent()
        .forEach((component, port) -> p.setProperty("port." + component, port.toString()));
    processes.forEach(
        (component, process) -> p.setProperty("process." + component, process.text()));
    p.setProperty(LEFT_OUT, String.join(" ", leftOut));
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

  static void forget(Path dataDir) {
    try {
      Files.deleteIfExists(dataDir.resolve(FILE));
    } catch (IOException e) {
      // A stale one is recognised: its processes are gone.
    }
  }

  /** Whether its supervisor lives. */
  public boolean isUp() {
    return supervisor.isAlive();
  }

  /** All that belongs to it, in the order of the start, whether it has started or not. */
  public List<String> components() {
    return List.copyOf(ports.byComponent().keySet());
  }

  /** Whether the stack starts this component itself. */
  public boolean starts(String component) {
    return !leftOut.contains(component);
  }

  /** Empty where a component has not been started yet, or is left out. */
  public Optional<ProcessRef> process(String component) {
    return Optional.ofNullable(processes.get(component));
  }

  /**
   * Whether a component of it can be used; one whose process has ended cannot. One that is left out
   * is asked on its port, where a developer may have started it.
   */
  public Readiness readiness(String component) {
    if (!starts(component)) {
      return Readiness.of(component, ports);
    }
    return process(component)
        .map(
            process ->
                process.isAlive()
                    ? Readiness.of(component, ports)
                    : Readiness.not("the process has ended"))
        .orElseGet(() -> Readiness.not("not started yet"));
  }

  /** Kills what a killed supervisor left behind; the number of processes that were. */
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
