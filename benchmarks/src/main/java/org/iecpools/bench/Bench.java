package org.iecpools.bench;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.iecpools.bench.flow.FlowCommand;
import org.iecpools.bench.flow.SecurityCommand;
import org.iecpools.bench.flow.TrackCommand;
import org.iecpools.bench.harness.ContenderProcess;
import org.iecpools.stack.StackException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code iec bench}, started by the script. */
@Command(
    name = "iec bench",
    subcommands = {
      StatsCommand.class,
      FlowCommand.class,
      SecurityCommand.class,
      DrawCommand.class,
      BeaconCommand.class,
      DemoCommand.class,
      TrackCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    header = "Measures throughput and compares it with alternatives.",
    synopsisHeading = "%nUsage: ",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "  ./iec bench stats --help      what is measured, and the options",
      "  ./iec bench draw --help",
      "  ./iec bench beacon --help",
      "  ./iec bench demo --help",
      "  ./iec bench track --help"
    })
public final class Bench implements Callable<Integer> {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean helpRequested;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return CommandLine.ExitCode.USAGE;
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Bench());
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.setUsageHelpWidth(100);
    commandLine.setExecutionExceptionHandler(Bench::explain);
    return commandLine;
  }

  /**
   * Reports an exception in one sentence if the user can act on it, otherwise with its stack trace.
   */
  private static int explain(Exception e, CommandLine commandLine, CommandLine.ParseResult parsed) {
    if (ContenderProcess.areBeingStopped()) {
      // After Ctrl-C, the end of a contender is expected, and the exit status is the signal's.
      return CommandLine.ExitCode.SOFTWARE;
    }
    PrintWriter err = commandLine.getErr();
    if (e instanceof StackException) {
      err.println(Ansi.AUTO.string("@|red iec:|@ ") + e.getMessage());
    } else {
      e.printStackTrace(err);
    }
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  public static void main(String... arguments) {
    System.exit(commandLine().execute(arguments));
  }
}
