package org.iecpools.launcher;

import java.util.Collections;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.iecpools.kafka.Principal;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Ports;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Implements {@code iec up}: starts a stack that runs until Ctrl-C. */
@Command(
    name = "up",
    header = "Starts broker, registry and the four services. They run until Ctrl-C.",
    description = {
      "Each is a process on this machine that listens on 127.0.0.1 only. Topics, schemas and the"
          + " services' state are kept in the data directory. A process that ends unexpectedly is"
          + " restarted. Draws depend on a local beacon, which this process serves (docs/beacon.md)."
    },
    synopsisHeading = HelpTexts.USAGE,
    descriptionHeading = "%n",
    optionListHeading = HelpTexts.OPTIONS,
    exitCodeListHeading = HelpTexts.EXIT_CODES,
    exitCodeList = {
      "1:the stack could not be started; the reason is printed",
      HelpTexts.INVALID_USAGE,
      "130:ended by Ctrl-C; all processes were stopped in order"
    },
    footerHeading = HelpTexts.EXAMPLES,
    footer = {
      "  ./iec up                        keeps existing data; ports 8080-8084, 9081-9084, 9092",
      "  ./iec up --fresh                deletes existing data first",
      "  ./iec up --port-base 18080 --data-dir /tmp/second",
      "                                  a second stack next to the first",
      "  ./iec up --debug stats-service  a debugger can attach to stats-service on port 5005",
      "  ./iec up --secure               Kafka and registry authenticate everyone",
      "  ./iec up --without pool-service",
      "                                  run pool-service yourself, for example from an IDE"
    })
final class Up implements Callable<Integer> {
  @Mixin private HelpOption help;

  @Mixin private DataDir data;

  @Option(
      names = "--fresh",
      description =
          "Delete what the data directory contains: topics, schemas, state, logs, secret keys.")
  private boolean fresh;

  @Option(
      names = "--port-base",
      paramLabel = "PORT",
      description =
          "The first of six consecutive ports: registry, profile-, pool-, invitation-,"
              + " stats-service, broker. The management port of a service is 1000 above its port."
              + " Default: 8080 to 8084, and 9092 for the broker.")
  private @Nullable Integer portBase;

  @Option(
      names = "--simulated-clock",
      description =
          "Use a simulation's time instead of the system's, for a demo with --connect. Only for a"
              + " stack without data. It applies as long as the data are kept.")
  private boolean simulatedClock;

  @Option(
      names = "--accept-changes",
      description =
          "Start even if topics or schemas are not those with which the data were written. Without"
              + " this option such a stack does not start, and the message states the difference.")
  private boolean acceptChanges;

  @Option(
      names = "--debug",
      paramLabel = "SERVICE",
      split = ",",
      description =
          "Open a debugger port for this service (JDWP on 127.0.0.1) and print it: 5005 or the next"
              + " free one. Repeat the option, or separate services by commas.")
  private Set<Service> debugged = Set.of();

  @Option(
      names = "--without",
      paramLabel = "SERVICE",
      split = ",",
      description =
          "Do not start this service, and print the command that runs it against the stack. Repeat"
              + " the option, or separate services by commas.")
  private Set<Service> leftOut = Set.of();

  @Option(
      names = "--secure",
      description =
          "Kafka and registry authenticate their clients and check their rights. Passwords are"
              + " generated at first use, in secrets/kafka in the data directory.")
  private boolean secure;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (!Collections.disjoint(debugged, leftOut)) {
      throw new ParameterException(
          spec.commandLine(), "a service cannot be in both --debug and --without");
    }
    StackOptions options =
        StackOptions.keptIn(data.path())
            .fresh(fresh)
            .without(leftOut)
            .debugging(debugged)
            .withBeacon()
            .on(portBase == null ? Ports.usual() : Ports.from(portBase));
    if (simulatedClock) {
      options = options.inSimulatedTime();
    }
    if (acceptChanges) {
      options = options.acceptingChanges();
    }
    if (secure) {
      options = options.withAuthentication();
    }
    Console console = new Console(spec.commandLine().getOut());
    try (LocalStack stack = console.start(options)) {
      console.println(
          "Ctrl-C ends it. The data are kept in " + Console.shortened(stack.dataDir()) + ".");
      if (secure) {
        console.println(
            "Kafka asks for a user. Upstream's file is "
                + Console.shortened(stack.clientFile(Principal.UPSTREAM))
                + "; docs/kafka-security.md describes the others.");
      }
      new CountDownLatch(1).await();
      return 0;
    }
  }
}
