package org.iecpools.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Java process of the stack with its log file. It can be started again after it has ended. */
final class StackProcess {
  /**
   * Saves memory and processor time, because six JVMs share a developer's machine. The optimizing
   * compiler would use most of a short run's processor time, and its code pays off only after tens
   * of thousands of profiles (ADR 10). Compact object headers save a tenth of the heap.
   */
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseCompactObjectHeaders",
          // By default the heap starts with a 64th of the machine's memory, even if it needs less.
          // With 48 MB, a service decided a third fewer profiles per second.
          "-Xms128m",
          // A full heap may harm other threads than the one that gets the error.
          "-XX:+ExitOnOutOfMemoryError");

  /** After this time a process that was asked to end is killed. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);

  /** The same for a process that writes its class archive when it ends. */
  private static final Duration ARCHIVING_STOP_TIMEOUT = Duration.ofSeconds(60);

  private final String name;
  private final List<String> javaArguments;
  private final Path log;
  private final BooleanSupplier isReady;
  private volatile @Nullable Process process;

  /**
   * @param javaArguments the command line after {@code java}
   * @param isReady called repeatedly during a start until it returns true
   */
  StackProcess(String name, List<String> javaArguments, Path log, BooleanSupplier isReady) {
    this.name = name;
    this.javaArguments = List.copyOf(javaArguments);
    this.log = log;
    this.isReady = isReady;
  }

  String name() {
    return name;
  }

  /** Starts the process. Its output is appended to the log. */
  void start() {
    List<String> command = new ArrayList<>();
    // Ctrl-C sends SIGINT to all processes of the terminal, but the services must end before the
    // broker, which they need to end in order. So only the supervisor reacts to it.
    command.addAll(List.of("/bin/sh", "-c", "umask 077; trap '' INT HUP; exec \"$@\"", "sh"));
    command.add(LocalPrograms.java().toString());
    command.addAll(JVM_OPTIONS);
    command.addAll(javaArguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // By default glibc uses many arenas, and memory that RocksDB has freed stays in each of them.
    builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
    try {
      RotatedLog.rotate(log);
      Directories.createFile(log);
      Files.writeString(
          log,
          "--- %s starts at %s%n".formatted(name, Instant.now().truncatedTo(ChronoUnit.SECONDS)),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      process = builder.start();
    } catch (IOException e) {
      throw new StackException("cannot start " + name + ": " + e.getMessage(), e);
    }
  }

  /**
   * Waits until the process is ready.
   *
   * @throws StackException with the last lines of the log, if the process ends or the limit passes
   */
  void awaitReady(Duration limit) throws InterruptedException {
    Process started = process();
    Instant end = Instant.now().plus(limit);
    while (!isReady.getAsBoolean()) {
      if (started.waitFor(100, TimeUnit.MILLISECONDS)) {
        throw new StackException(
            "%s ended with status %d while it started.%n%s"
                .formatted(name, started.exitValue(), lastLogLines()));
      }
      if (Instant.now().isAfter(end)) {
        throw new StackException(
            "%s was not ready after %d s.%n%s".formatted(name, limit.toSeconds(), lastLogLines()));
      }
    }
  }

  /** Rotates the log if it has become too large. */
  void rotateLog() throws IOException {
    RotatedLog.rotate(log);
  }

  boolean isAlive() {
    Process latest = process;
    return latest != null && latest.isAlive();
  }

  long pid() {
    return process().pid();
  }

  /** The process of the latest start. */
  Process process() {
    return Objects.requireNonNull(process, () -> name + " has not been started");
  }

  /** Sends SIGTERM, waits, and kills the process if it has not ended in time. */
  void stop() {
    if (!isAlive()) {
      return;
    }
    Process stopped = process();
    Duration timeout =
        ClassArchive.isWrittenAtEnd(javaArguments) ? ARCHIVING_STOP_TIMEOUT : STOP_TIMEOUT;
    stopped.destroy();
    try {
      if (!stopped.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  /** Sends SIGKILL and waits until the process has ended. */
  void kill() {
    Process latest = process;
    if (latest != null) {
      latest.destroyForcibly().onExit().join();
    }
  }

  /** The last lines of the latest run in the log, which usually contain the reason of a failure. */
  String lastLogLines() {
    try (Stream<String> lines =
        new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines()) {
      List<String> all = lines.toList();
      int from = Math.max(all.lastIndexOf(startLine(all)), all.size() - 25);
      return "Its last lines (%s):%n  %s"
          .formatted(log, String.join("\n  ", all.subList(Math.max(0, from), all.size())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String startLine(List<String> lines) {
    return lines.reversed().stream()
        .filter(line -> line.startsWith("--- " + name + " starts"))
        .findFirst()
        .orElse("");
  }
}
