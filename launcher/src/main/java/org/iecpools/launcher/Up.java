package org.iecpools.launcher;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Ports;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the stack and keeps it up. */
@Command(
    name = "up",
    header = "Starts broker, registry and the four services, and keeps them up until Ctrl-C.",
    description = {
      "All of it runs as processes of this machine and listens on 127.0.0.1 only. Topics, schemas"
          + " and the services' state stay in the data directory for the next time. A process"
          + " that ends by itself is started again."
    },
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = Iec.EXIT_CODES,
    exitCodeList = {
      "1:the stack did not come up; the reason is printed",
      "2:wrong use of the command",
      "130:ended by Ctrl-C, everything stopped in order"
    },
    footerHeading = Iec.EXAMPLES,
    footer = {
      "  ./iec up                        with the data of the last time, on ports 8080 to 8084 and 9092",
      "  ./iec up --fresh                forget the data of the last time",
      "  ./iec up --port-base 18080 --data-dir /tmp/second",
      "                                  a second stack beside the first",
      "  ./iec up --debug stats-service  a debugger can attach to stats-service, on port 5005",
      "  ./iec up --without pool-service",
      "                                  run pool-service yourself, from an IDE for example"
    })
final class Up implements Callable<Integer> {
  @Mixin private HelpOption help;

  @Mixin private DataDir data;

  @Option(
      names = "--fresh",
      description = "Forget what the data directory holds: topics, schemas, state, logs.")
  private boolean fresh;

  @Option(
      names = "--port-base",
      paramLabel = "PORT",
      description =
          "Six ports in a row from here: registry, profile-, pool-, invitation-, stats-service,"
              + " broker. Default: 8080 to 8084, and 9092 for the broker.")
  private Integer portBase;

  @Option(
      names = "--simulated-clock",
      description =
          "Time is what a simulation sends, not the system's: for a demo with --connect. Only for"
              + " a stack without data, which keeps to it for as long as its data are kept.")
  private boolean simulatedClock;

  @Option(
      names = "--accept-changes",
      description =
          "Go on although topics or schemas are not the ones that the data were written with:"
              + " without this option such a stack does not start, and the message says why.")
  private boolean acceptChanges;

  @Option(
      names = "--debug",
      paramLabel = "SERVICE",
      split = ",",
      description =
          "Let a debugger attach to this service (JDWP on 127.0.0.1). The port is printed: 5005, or"
              + " the next free one. Repeat the option, or separate services by commas.")
  private Set<Service> debugged = Set.of();

  @Option(
      names = "--without",
      paramLabel = "SERVICE",
      split = ",",
      description =
          "Do not start this service, and print the command that runs it against the stack. Repeat"
              + " the option, or separate services by commas.")
  private Set<Service> leftOut = Set.of();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (!Collections.disjoint(debugged, leftOut)) {
      throw new ParameterException(
          spec.commandLine(), "a service is given either to --debug or to --without, not to both");
    }
    StackOptions options =
        StackOptions.keptIn(data.path())
            .fresh(fresh)
            .without(leftOut)
            .debugging(debugged)
            .on(portBase == null ? Ports.usual() : Ports.from(portBase));
    if (simulatedClock) {
      options = options.inSimulatedTime();
    }
    if (acceptChanges) {
      options = options.acceptingChanges();
    }
    Progress progress = new Progress(spec.commandLine().getOut());
    try (LocalStack stack = progress.start(options)) {
      progress.say("Ctrl-C ends it; the data stay in " + shortened(stack.dataDir()) + ".");
      new CountDownLatch(1).await();
      return 0;
    }
  }

  /** As the user would type it from here. */
  static Path shortened(Path path) {
    Path here = Path.of("").toAbsolutePath();
    return path.startsWith(here) ? here.relativize(path) : path;
  }
}
