package org.iecpools.launcher;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.iecpools.domain.Texts;
import org.iecpools.stack.Launch;
import org.iecpools.stack.LocalPrograms;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.LocalStack.Addresses;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackListener;
import org.iecpools.stack.StackOptions;

/** Prints lines for the user: a command's progress, a stack's start, its addresses and notes. */
final class Console implements StackListener {
  private static final String ROW = "  %-20s %-28s %s%n";

  private final PrintWriter out;

  Console(PrintWriter out) {
    this.out = out;
  }

  /** Starts a stack, prints a line for each component and then the addresses. */
  LocalStack start(StackOptions options) {
    Instant begin = Instant.now();
    println("Starting the stack ...");
    LocalStack stack = LocalStack.start(options, this);
    out.printf(
        "Ready after %s: %d processes, %,d MB.%n%n",
        seconds(Duration.between(begin, Instant.now())), stack.pids().size(), stack.memory() >> 20);
    print(stack.addresses());
    out.printf(ROW, "Logs", shortened(stack.logDir()), "");
    stack
        .debugPorts()
        .forEach(
            (service, port) ->
                out.printf(ROW, "Debugger port", "127.0.0.1:" + port, service.module()));
    println("");
    stack.leftOut().forEach(service -> printLaunch(stack, service));
    return stack;
  }

  void print(Addresses addresses) {
    out.printf(ROW, "Dashboard", addresses.stats() + "/", "");
    out.printf(ROW, "profile-service", addresses.profile(), "");
    out.printf(ROW, "pool-service", addresses.pool(), "");
    out.printf(ROW, "invitation-service", addresses.invitation(), "");
    out.printf(ROW, "stats-service", addresses.stats(), "");
    out.printf(ROW, "Kafka", addresses.bootstrapServers(), "");
    out.printf(ROW, "Schema registry", addresses.registry(), "");
  }

  /** Prints how the user can run a service that the stack leaves out. */
  private void printLaunch(LocalStack stack, Service service) {
    Launch launch = stack.launchOf(service);
    Path file = launch.writeTo(stack.dataDir().resolve("run"));
    println(service.module() + " is left out. This command runs the last build of it:");
    println("  %s %s".formatted(quoted(LocalPrograms.java().toString()), quoted("@" + file)));
    println("In an IDE:");
    println("  module             " + service.module());
    println("  main class         " + service.mainClass());
    println("  VM options         " + joined(launch.jvmOptions()));
    println("  program arguments  " + joined(launch.arguments()));
    println("No environment variables are needed.");
    println("");
  }

  private static String joined(List<String> words) {
    return words.stream().map(Console::quoted).collect(Collectors.joining(" "));
  }

  /** Quotes a word that contains blanks, for a shell and for the fields of an IDE. */
  private static String quoted(String word) {
    return word.contains(" ") ? "\"" + word + "\"" : word;
  }

  /** Keeps the logs after a failure and prints where they are. */
  void keepLogs(LocalStack stack) {
    stack.keepLogs();
    println("The logs are kept in " + shortened(stack.logDir()) + ".");
  }

  /** Prints the addresses and that the stack runs until Ctrl-C. */
  void stay(LocalStack stack) {
    print(stack.addresses());
    println("");
    println("The stack stays up. Ctrl-C ends it.");
  }

  /** The path relative to the current directory, if it is below it. */
  static Path shortened(Path path) {
    Path here = Path.of("").toAbsolutePath();
    return path.startsWith(here) ? here.relativize(path) : path;
  }

  /** Prints one line; line breaks in it are escaped. */
  void println(String text) {
    out.println(Texts.escaped(text));
    out.flush();
  }

  /** Prints a text of several lines, such as a table. */
  void printLines(String text) {
    text.lines().forEach(this::println);
  }

  @Override
  public void ready(String step, String address, Duration took) {
    out.printf(ROW, step, address, seconds(took));
    out.flush();
  }

  @Override
  public void note(String text) {
    println("! " + text.lines().findFirst().orElse(""));
    text.lines().skip(1).forEach(line -> println("  " + line));
  }

  private static String seconds(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1000.0);
  }
}
