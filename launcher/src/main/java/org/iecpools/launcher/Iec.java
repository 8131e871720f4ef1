package org.iecpools.launcher;

import java.util.concurrent.Callable;
import org.iecpools.webhook.Deliverer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The {@code iec} command: lists the subcommands and sets up parsing and error messages for all.
 */
@Command(
    name = "iec",
    mixinStandardHelpOptions = true,
    version = "iec-pools 0.1.0",
    subcommands = {
      Demo.class,
      ReplayFile.class,
      BacktestWeeks.class,
      TrackFeed.class,
      ManageWebhooks.class,
      AuditNumbers.class,
      Rounds.class,
      VerifyRound.class,
      Rebuild.class,
      Up.class,
      Status.class,
      Token.class,
      Doctor.class,
      DeadLetters.class,
      ExportStack.class,
      ImportStack.class,
      RunRoundLog.class,
      RunWitness.class,
      FetchRound.class,
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
    commandListHeading = HelpTexts.COMMANDS,
    footerHeading = HelpTexts.EXAMPLES,
    footer = {
      "  ./iec demo --exit        play a season and check the dashboard",
      "  ./iec replay FILE.csv    replay published tables and compare every cell",
      "  ./iec backtest FILE      score the forecast of chances on published weeks",
      "  ./iec track SOURCE       take in the figures that IRCC publishes",
      "  ./iec webhooks --help    post changes to registered addresses",
      "  ./iec up                 start the stack; Ctrl-C ends it",
      "  ./iec audit              recount everything from the first event and compare",
      "  ./iec verify-round ID    repeat a draw from the log alone",
      "  ./iec rebuild stats      recompute all statistics, then serve them",
      "  ./iec token --role operator",
      "                           print a bearer token for the services",
      "  ./iec doctor             check a running stack; states what to do",
      "  ./iec dead-letters list  list the records that could not be processed",
      "  ./iec export DIRECTORY   back up a running stack; ./iec import brings it back",
      "  ./iec round-log --help   publish the events of rounds as a transparency log",
      "  ./iec witness --help     run a witness for transparency logs",
      "  ./iec beacon --help      get and verify a round of public randomness",
      "  ./iec up --help          show the options of a command and their defaults",
      "  ./iec bench stats        compare stats-service with alternatives",
      "  ./iec bench flow         compare all services with alternatives",
      "  ./iec bench security     compare stacks without and with authentication",
      "  ./iec bench draw         compare the draw with its bare HMACs",
      "  ./iec bench beacon       compare the verification of a beacon with HMACs",
      "  ./iec test               run the tests"
    })
public final class Iec implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return CommandLine.ExitCode.USAGE;
  }

  /** Creates the command with converters, default addresses and error handlers. */
  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Iec());
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.setUsageHelpWidth(100);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    Arguments.register(commandLine);
    commandLine.setDefaultValueProvider(new StackAddresses());
    commandLine.setParameterExceptionHandler(Failures::invalidUsage);
    commandLine.setExecutionExceptionHandler(Failures::explain);
    // TerminalWriter escapes the control characters of colours.
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
    // Before the first lookup of a name, after which Java no longer reads the setting.
    Deliverer.keepAddresses();
    System.exit(commandLine().execute(arguments));
  }
}
