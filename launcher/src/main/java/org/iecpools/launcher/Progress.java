package org.iecpools.launcher;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.iecpools.domain.Texts;
import org.iecpools.stack.Launch;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.LocalStack.Addresses;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackListener;
import org.iecpools.stack.StackOptions;

/** Prints a stack's start, its addresses and later notes. */
final class Progress implements StackListener {
  private static final String ROW = "  %-20s %-28s %s%n";

  private final PrintWriter out;

  Progress(PrintWriter out) {
    this.out = out;
  }

  /** Starts a stack, prints a line for each component and then the addresses. */
  LocalStack start(StackOptions options) {
    Instant begin = Instant.now();
    say("Starting the stack ...");
    LocalStack stack = LocalStack.start(options, this);
    out.printf(
        "Ready after %s: %d processes, %,d MB.%n%n",
        seconds(Duration.between(begin, Instant.now())), stack.pids().size(), stack.memory() >> 20);
    print(stack.addresses());
    out.printf(ROW, "Logs", Up.shortened(stack.logDir()), "");
    stack
        .debugPorts()
        .forEach(
            (service, port) ->
                out.printf(ROW, "Debugger port", "127.0.0.1:" + port, service.module()));
    say("");
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

  /** How the user runs a service that the stack leaves out. */
  private void printLaunch(LocalStack stack, Service service) {
    Launch launch = stack.launchOf(service);
    Path file = launch.writeTo(stack.dataDir().resolve("run"));
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    say(service.module() + " is left out. This command runs it as it was built:");
    say("  %s %s".formatted(quoted(java.toString()), quoted("@" + file)));
    say("In an IDE:");
    say("  module             " + service.module());
    say("  main class         " + service.mainClass());
    say("  VM options         " + joined(launch.jvmOptions()));
    say("  program arguments  " + joined(launch.arguments()));
    say("No environment variables are needed.");
    say("");
  }

  private static String joined(List<String> words) {
    return words.stream().map(Progress::quoted).collect(Collectors.joining(" "));
  }

  /** For a shell, and for the fields of an IDE: in double quotes where there are blanks. */
  private static String quoted(String word) {
    return word.contains(" ") ? "\"" + word + "\"" : word;
  }

  /** Keeps the logs after a failure and prints where they are. */
  void keepLogs(LocalStack stack) {
    stack.keepLogs();
    say("The logs stay in " + Up.shortened(stack.logDir()) + ".");
  }

  /** Prints the addresses and that the stack runs until Ctrl-C. */
  void stay(LocalStack stack) {
    print(stack.addresses());
    say("");
    say("The stack stays up for looking around; Ctrl-C ends it.");
  }

  /** Prints one line; line breaks in it are escaped. */
  void say(String text) {
    out.println(Texts.escaped(text));
    out.flush();
  }

  /** Prints a text of several lines, such as a table. */
  void sayLines(String text) {
    text.lines().forEach(this::say);
  }

  @Override
  public void ready(String component, String address, Duration took) {
    out.printf(ROW, component, address, seconds(took));
    out.flush();
  }

  @Override
  public void note(String text) {
    say("! " + text.lines().findFirst().orElse(""));
    text.lines().skip(1).forEach(line -> say("  " + line));
  }

  private static String seconds(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1000.0);
  }
}
