package org.iecpools.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code iec} command. */
@Command(
    name = "iec",
    mixinStandardHelpOptions = true,
    version = "iec-pools 0.1.0",
    subcommands = {
      Demo.class,
      ReplayFile.class,
      AuditNumbers.class,
      Rounds.class,
      VerifyRound.class,
      Rebuild.class,
      Up.class,
      Status.class,
      Doctor.class,
      DeadLetters.class,
      Bench.class,
      Build.class,
      Test.class
    },
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "The pools and rounds of International Experience Canada as event-driven services on Kafka,"
          + " on this machine.",
      "",
      "The script ./iec builds what has changed with Maven before it runs a command."
    },
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./iec demo --exit      play a season, check the dashboard, end",
      "  ./iec replay FILE.csv  lead the system to published tables, compare, end",
      "  ./iec up               start the stack and keep it up; Ctrl-C ends it",
      "  ./iec audit            recount everything from the first event, compare",
      "  ./iec verify-round ID  draw a round again, from the log alone",
      "  ./iec rebuild stats    count everything anew, then serve that",
      "  ./iec doctor           check a stack that runs, and what to do",
      "  ./iec dead-letters list   what the services could not take",
      "  ./iec up --help        what a command takes, with its defaults",
      "  ./iec bench stats      measure stats-service beside others",
      "  ./iec bench draw       measure the draw beside its bare HMACs",
      "  ./iec test             run all tests"
    })
public final class Iec implements Callable<Integer> {
  static final String EXIT_CODES = "%nExit status:%n";
  static final String EXAMPLES = "%nExamples:%n";

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return CommandLine.ExitCode.USAGE;
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Iec());
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.setUsageHelpWidth(100);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    Arguments.register(commandLine);
    commandLine.setDefaultValueProvider(new StackAddresses());
    commandLine.setParameterExceptionHandler(Failures::invalidUsage);
    commandLine.setExecutionExceptionHandler(Failures::explain);
    // Colours would be escape codes, which are not printed.
    commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    commandLine.setExecutionStrategy(
        parsed -> {
          for (CommandLine command : parsed.asCommandLineList()) {
            command.setOut(TerminalWriter.over(command.getOut()));
            command.setErr(TerminalWriter.over(command.getErr()));
          }
          return new CommandLine.RunLast().execute(parsed);
        });
    return commandLine;
  }

  public static void main(String... arguments) {
    System.exit(commandLine().execute(arguments));
  }
}
