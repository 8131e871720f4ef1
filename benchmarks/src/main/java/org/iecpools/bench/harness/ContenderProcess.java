package org.iecpools.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.iecpools.stack.LocalPrograms;
import org.iecpools.stack.StackException;

/**
 * A contender in a separate JVM. All contenders have the same JVM settings: default compilers, G1,
 * {@value #HEAP_MB} MB of heap. Ends with {@link #close()}, at the latest with this process.
 */
public final class ContenderProcess implements AutoCloseable {

  /**
   * The same for all contenders. Flink needs it to keep the state of two million events on the
   * heap.
   */
  public static final int HEAP_MB = 2048;

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);
  private static final int LOG_TAIL_LINES = 15;
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  private static volatile boolean beingStopped;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ContenderProcess::stopAll, "stop-contenders"));
  }

  private final String name;
  private final Path log;
  private final Process process;

  private ContenderProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts a contender.
   *
   * @param name in messages
   * @param classPath contains the main class
   * @param options additional options of this JVM
   * @param log receives standard error, and standard output unless {@code piped}
   * @param piped whether this process reads its output and keeps its input open
   */
  public static ContenderProcess start(
      String name,
      String classPath,
      List<String> options,
      String mainClass,
      List<String> arguments,
      Path log,
      boolean piped) {
    List<String> command = new ArrayList<>();
    // The terminal sends Ctrl-C to all processes. Only this one handles it and ends the others.
    command.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
    command.add(LocalPrograms.java().toString());
    command.addAll(
        List.of(
            "-Xmx" + HEAP_MB + "m",
            "-XX:+UseG1GC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    if (!piped) {
      builder
          .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    }
    // As in the local stack: otherwise RocksDB's blocks would stay in the arena of every thread.
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    try {
      Process process = builder.start();
      RUNNING.add(process);
      process.onExit().thenAccept(RUNNING::remove);
      return new ContenderProcess(name, log, process);
    } catch (IOException e) {
      throw new StackException("cannot start %s: %s".formatted(name, e.getMessage()), e);
    }
  }

  private static void stopAll() {
    beingStopped = true;
    RUNNING.forEach(Process::destroyForcibly);
  }

  /** Whether the contenders are being stopped because this process is ending. */
  public static boolean areBeingStopped() {
    return beingStopped;
  }

  /** Waits for the first line of output with this beginning and discards the lines before it. */
  public String awaitLine(String beginning) {
    try {
      for (String line; (line = process.inputReader().readLine()) != null; ) {
        if (line.startsWith(beginning)) {
          return line;
        }
      }
    } catch (IOException e) {
      throw new StackException(
          "cannot read the output of %s: %s".formatted(name, e.getMessage()), e);
    }
    throw died();
  }

  /**
   * @throws StackException with the end of its log if it has ended
   */
  public void checkAlive() {
    if (!process.isAlive()) {
      throw died();
    }
  }

  private StackException died() {
    return new StackException("%s ended before it had finished.%n%s".formatted(name, logTail()));
  }

  /** The last lines of the log, for an error message. */
  public String logTail() {
    try (Stream<String> lines = Files.lines(log)) {
      List<String> all = lines.toList();
      return "Its last lines (%s):%n  %s"
          .formatted(
              log,
              String.join(
                  "\n  ", all.subList(Math.max(0, all.size() - LOG_TAIL_LINES), all.size())));
    } catch (IOException e) {
      return "It has no log in %s.".formatted(log);
    }
  }

  /** Processor time used so far by all threads, in nanoseconds. */
  public long cpuNanos() {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  /** Peak resident memory in bytes; empty if there is no /proc. */
  public OptionalLong peakMemory() {
    try (Stream<String> lines = Files.lines(Path.of("/proc", "" + process.pid(), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** Kills the process, like a failure of the machine. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Requests the end of the process, waits, and kills it after a timeout. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
