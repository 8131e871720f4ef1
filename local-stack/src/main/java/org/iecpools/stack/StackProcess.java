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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** One Java process of the stack with its log file: started, watched, ended, started again. */
final class StackProcess {
  /** The option that says where the JVM finds its class archive, and writes it. */
  static final String ARCHIVE = "-XX:SharedArchiveFile=";

  /**
   * Six JVMs share a developer's machine. Most of a short run's processor time would go to the
   * second compiler, whose better code pays only after hours; smaller object headers save a tenth
   * of the heap.
   */
  private static final List<String> FRUGAL =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseCompactObjectHeaders",
          // Whichever thread has found the heap full, others have been hurt too.
          "-XX:+ExitOnOutOfMemoryError");

  /** How long a process may take to end by itself before it is killed. */
  private static final Duration GRACE = Duration.ofSeconds(15);

  /** The same for its first end, when the JVM writes its class archive. */
  private static final Duration GRACE_TO_ARCHIVE = Duration.ofSeconds(60);

  private final String name;
  private final List<String> javaArguments;
  private final Path log;
  private final BooleanSupplier answers;
  private volatile Process process;

  /**
   * @param javaArguments what stands behind {@code java}
   * @param answers whether it is ready to be used; asked again and again while it starts
   */
  StackProcess(String name, List<String> javaArguments, Path log, BooleanSupplier answers) {
    this.name = name;
    this.javaArguments = List.copyOf(javaArguments);
    this.log = log;
    this.answers = answers;
  }

  String name() {
    return name;
  }

  /** Starts it; its log goes on where the last run's ended. */
  void start() {
    List<String> command = new ArrayList<>();
    // Ctrl-C goes to all processes of the terminal at once, but the services must go before the
    // broker goes, or they wait for it in vain. So only the supervisor hears it.
    command.addAll(List.of("/bin/sh", "-c", "umask 077; trap '' INT HUP; exec \"$@\"", "sh"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FRUGAL);
    command.addAll(javaArguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // Otherwise glibc gives each thread an arena of its own, and RocksDB's blocks stay in all of
    // them.
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
   * Waits until it answers; a process that ends or stays silent is an error with its last words.
   */
  void awaitReady(Duration limit) throws InterruptedException {
    Process started = process;
    Instant end = Instant.now().plus(limit);
    while (!answers.getAsBoolean()) {
      if (started.waitFor(100, TimeUnit.MILLISECONDS)) {
        throw new StackException(
            "%s ended with status %d while it started.%n%s"
                .formatted(name, started.exitValue(), lastWords()));
      }
      if (Instant.now().isAfter(end)) {
        throw new StackException(
            "%s was not ready after %d s.%n%s".formatted(name, limit.toSeconds(), lastWords()));
      }
    }
  }

  /** Keeps the log from growing without end. */
  void rotateLog() throws IOException {
    RotatedLog.rotate(log);
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  Process process() {
    return process;
  }

  CompletableFuture<Process> onExit() {
    return process.onExit();
  }

  /** Asks it to end, waits, and kills it when it has not ended in time. */
  void stop() {
    if (!isAlive()) {
      return;
    }
    Duration grace = writesArchive() ? GRACE_TO_ARCHIVE : GRACE;
    process.destroy();
    try {
      if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  private boolean writesArchive() {
    return javaArguments.stream()
        .filter(argument -> argument.startsWith(ARCHIVE))
        .anyMatch(argument -> Files.notExists(Path.of(argument.substring(ARCHIVE.length()))));
  }

  /** SIGKILL, and waits until the process is gone. */
  void kill() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  /** The end of the log, where the reason usually is. */
  String lastWords() {
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
