package org.iecpools.launcher;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.iecpools.kafka.AccessDenied;
import org.iecpools.kafka.Principal;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.simulator.season.Scenario;
import org.iecpools.simulator.season.SeasonListener;
import org.iecpools.simulator.season.SeasonOptions;
import org.iecpools.simulator.season.SeasonPlayer;
import org.iecpools.simulator.season.SeasonResult;
import org.iecpools.simulator.upstream.Endpoints;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Ports;
import org.iecpools.stack.StackException;
import org.iecpools.stack.StackOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Implements {@code iec demo}: plays a season on a stack. */
@Command(
    name = "demo",
    header = "Plays a whole season on a throwaway stack and checks the dashboard.",
    synopsisHeading = HelpTexts.USAGE,
    descriptionHeading = "%n",
    description = {
      "A simulator plays candidates, portal, case system and operators. It announces the real"
          + " quotas of a season, sends profiles, answers, applications and approvals, and computes"
          + " the numbers itself, without code of the services. A week takes seconds. At the end"
          + " the dashboard must equal the simulator's numbers in every cell of every week.",
      "",
      "The stack uses free ports and is deleted at the end. Unless --exit is given, it stays up"
          + " until Ctrl-C."
    },
    optionListHeading = HelpTexts.OPTIONS,
    exitCodeListHeading = HelpTexts.EXIT_CODES,
    exitCodeList = {
      "0:with --exit: the dashboard equals the simulator's numbers",
      "1:the dashboard differs, or the season could not be completed; the details are printed",
      HelpTexts.INVALID_USAGE,
      HelpTexts.INTERRUPTED
    },
    footerHeading = HelpTexts.EXAMPLES,
    footer = {
      "  ./iec demo                                  season 2021, 2,000 candidates, 16 weeks",
      "  ./iec demo --exit                           the same; ends when the season is complete",
      "  ./iec demo --candidates 20000 --weeks 48    many candidates, and a season as long as real"
          + " ones",
      "  ./iec demo --scenario scarce                demand exceeds the quotas; all ratings occur",
      "  ./iec demo --season 2026 --seed 7           another season, other candidates",
      "  ./iec up --fresh --simulated-clock          in one terminal, then in another:",
      "  ./iec demo --connect 127.0.0.1:9092         play on that stack"
    })
final class Demo implements Callable<Integer> {
  @Mixin private HelpOption help;

  @Option(
      names = "--season",
      paramLabel = "YEAR",
      defaultValue = "2021",
      description =
          "A season whose quotas ship with the project: 2021 or 2026. Default: ${DEFAULT-VALUE}.")
  private int season;

  @Option(
      names = "--candidates",
      paramLabel = "NUMBER",
      defaultValue = "2000",
      description = "Number of candidates, 1 or more. Default: ${DEFAULT-VALUE}.")
  private int candidates;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      defaultValue = "announced",
      description =
          "announced: the season's quotas. scarce: quotas in proportion to the number of"
              + " candidates, so that demand exceeds them and all five ratings occur. Default:"
              + " ${DEFAULT-VALUE}.")
  private Scenario scenario;

  @Option(
      names = "--weeks",
      paramLabel = "NUMBER",
      defaultValue = "16",
      description =
          "Length of the season in weeks, 12 or more; a real one has 48. Default:"
              + " ${DEFAULT-VALUE}.")
  private int weeks;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description =
          "Seed of the generated candidates and their behaviour. It does not affect the draws."
              + " Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--exit",
      description = "End when the season is complete; the exit status is the result.")
  private boolean exit;

  @Option(
      names = "--data-dir",
      paramLabel = "DIRECTORY",
      description =
          "Keep topics, state and logs in this directory, after deleting those that it contains."
              + " Default: a directory that is deleted at the end.")
  private @Nullable Path dataDir;

  @Option(
      names = "--secure",
      description = "Kafka and registry authenticate their clients and check their rights.")
  private boolean secure;

  @Option(
      names = "--beacon",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Draws depend on a local beacon (docs/beacon.md), as they do by default, or on seeds"
              + " alone.")
  private boolean beacon;

  @ArgGroup(
      exclusive = false,
      heading = "%nTo play on a running stack without data, started with --simulated-clock:%n")
  private @Nullable Connection connection;

  @Mixin private TokenOptions token;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    SeasonOptions play = chosen();
    Console console = new Console(spec.commandLine().getOut());
    if (connection != null) {
      return play(
              play,
              SimulatorEndpoints.of(
                  connection.addresses(spec),
                  connection.client(),
                  token.tokens(),
                  SimulatorEndpoints.TIMEOUT),
              console)
          .exitStatus();
    }
    StackOptions options =
        dataDir == null
            ? StackOptions.throwaway()
            : StackOptions.keptIn(dataDir).on(Ports.free()).fresh(true);
    options = secure ? options.withAuthentication() : options;
    options = beacon ? options.withBeacon() : options;
    try (LocalStack stack = console.start(options.inSimulatedTime())) {
      SeasonResult result;
      try {
        result =
            play(
                play,
                SimulatorEndpoints.of(
                    stack.addresses(), stack.client(Principal.SIMULATOR), stack.tokens()),
                console);
      } catch (RuntimeException e) {
        console.keepLogs(stack);
        throw e;
      }
      if (!result.balanced()) {
        console.keepLogs(stack);
      }
      if (!exit) {
        console.stay(stack);
        new CountDownLatch(1).await();
      }
      return result.exitStatus();
    }
  }

  private SeasonOptions chosen() {
    try {
      return new SeasonOptions(season, candidates, scenario, seed, weeks);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static SeasonResult play(SeasonOptions options, Endpoints stack, Console console) {
    SeasonListener listener = week -> console.println(week.line());
    console.println(
        "Season %d, %,d candidates, %d weeks, seed %d:"
            .formatted(options.season(), options.candidates(), options.weeks(), options.seed()));
    SeasonResult result;
    try {
      result = SeasonPlayer.play(options, stack, listener);
    } catch (IllegalStateException | SchemaRegistry.Unavailable | AccessDenied e) {
      throw new StackException("the season could not be played: " + e.getMessage(), e);
    }
    console.println("");
    console.printLines(result.table());
    console.println(
        "%,d candidates, %,d invitations, %,d LOIs; %,d events from upstream in %d s."
            .formatted(
                result.candidates(),
                result.invitations(),
                result.lois(),
                result.events(),
                result.elapsed().toSeconds()));
    console.println("");
    console.printLines(result.calibration().text());
    console.println("");
    if (result.balanced()) {
      console.println("The dashboard equals the simulator's numbers in every cell of every week.");
    } else {
      console.println(
          "The dashboard DIFFERS from the simulator's numbers in %d points:"
              .formatted(result.differences().size()));
      result.differences().stream().limit(50).forEach(d -> console.println("  " + d));
    }
    console.println("");
    return result;
  }
}
