package org.iecpools.bench;

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
import org.iecpools.stack.StackException;

/**
 * A contender in a JVM of its own, the same JVM for all: optimizing compiler as it comes, G1,
 * {@value #HEAP_MB} MB of heap. Ends with {@link #close()}, or with this process at the latest.
 */
final class ContenderProcess implements AutoCloseable {

  /** The same for all; what Flink's state of two million events on the heap needs. */
  static final int HEAP_MB = 2048;

  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final int LAST_WORDS = 15;
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  private static volatile boolean ending;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ContenderProcess::endAll, "end-contenders"));
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
   * Starts one.
   *
   * @param classPath with the main class
   * @param options for this JVM alone
   * @param log gets what it says on standard error, and on standard output unless that is asked for
   * @param piped whether this process reads its output and holds its input open
   */
  static ContenderProcess start(
      Contender contender,
      String classPath,
      List<String> options,
      String mainClass,
      List<String> arguments,
      Path log,
      boolean piped) {
    List<String> command = new ArrayList<>();
    // Ctrl-C goes to all processes of the terminal; only this one hears it, and ends the others.
    command.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
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
    // As the local stack starts its services: RocksDB's blocks would stay in every thread's arena.
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    try {
      Process process = builder.start();
      RUNNING.add(process);
      process.onExit().thenAccept(RUNNING::remove);
      return new ContenderProcess(contender.text(), log, process);
    } catch (IOException e) {
      throw new StackException("cannot start " + contender.text() + ": " + e.getMessage(), e);
    }
  }

  private static void endAll() {
    ending = true;
    RUNNING.forEach(Process::destroyForcibly);
  }

  /** Whether contenders end because this process does. */
  static boolean areEnding() {
    return ending;
  }

  /** The first line of its output that begins so; the others go to nobody. */
  String awaitLine(String beginning) {
    try {
      for (String line; (line = process.inputReader().readLine()) != null; ) {
        if (line.startsWith(beginning)) {
          return line;
        }
      }
    } catch (IOException e) {
      throw new StackException("cannot read what " + name + " says: " + e.getMessage(), e);
    }
    throw died();
  }

  /**
   * @throws StackException with its last words when it has ended by itself
   */
  void checkAlive() {
    if (!process.isAlive()) {
      throw died();
    }
  }

  private StackException died() {
    return new StackException("%s ended before it was done.%n%s".formatted(name, lastWords()));
  }

  String lastWords() {
    try (Stream<String> lines = Files.lines(log)) {
      List<String> all = lines.toList();
      return "Its last lines (%s):%n  %s"
          .formatted(
              log,
              String.join("\n  ", all.subList(Math.max(0, all.size() - LAST_WORDS), all.size())));
    } catch (IOException e) {
      return "It has left no log in " + log + ".";
    }
  }

  /** Processor time that it has used so far, all threads together, in nanoseconds. */
  long cpuNanos() {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  /** The most memory that it has had resident, in bytes; empty where there is no /proc. */
  OptionalLong peakMemory() {
    try (Stream<String> lines = Files.lines(Path.of("/proc", "" + process.pid(), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** Ends it at once, as a machine's failure would. */
  void kill() {
    process.destroyForcibly();
  }

  /** Asks it to end, waits, and kills it when it has not ended in time. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
