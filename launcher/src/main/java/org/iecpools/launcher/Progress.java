package org.iecpools.launcher;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import org.iecpools.domain.Texts;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.LocalStack.Addresses;
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
    say("");
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
