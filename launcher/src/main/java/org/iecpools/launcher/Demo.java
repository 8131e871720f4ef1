package org.iecpools.launcher;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.simulator.season.Scenario;
import org.iecpools.simulator.season.SeasonListener;
import org.iecpools.simulator.season.SeasonOptions;
import org.iecpools.simulator.season.SeasonPlayer;
import org.iecpools.simulator.season.SeasonResult;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.LocalStack.Addresses;
import org.iecpools.stack.Ports;
import org.iecpools.stack.StackException;
import org.iecpools.stack.StackOptions;
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
    header = "Plays a whole season with a stack of its own and checks the dashboard.",
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    description = {
      "A simulator takes the side of candidates, portal, case system and operators: it announces"
          + " the real quotas of a season, sends profiles, answers, applications and approvals,"
          + " and keeps books of its own, which share no code with the services. Weeks pass in"
          + " seconds. At the end the dashboard must equal the books, in every cell of every week.",
      "",
      "The stack runs on free ports, leaves nothing behind, and stays up for looking around until"
          + " Ctrl-C, unless --exit is given."
    },
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = Iec.EXIT_CODES,
    exitCodeList = {
      "0:with --exit: the dashboard equals the books",
      "1:it differs, or the season could not be played to its end; what and where is printed",
      "2:wrong use of the command",
      "130:ended by Ctrl-C"
    },
    footerHeading = Iec.EXAMPLES,
    footer = {
      "  ./iec demo                                  season 2021, 20,000 candidates",
      "  ./iec demo --exit --candidates 2000         a smaller one, ends by itself",
      "  ./iec demo --scenario scarce                demand above the quotas, all ratings",
      "  ./iec demo --season 2026 --seed 7           another season, other candidates",
      "  ./iec up --fresh --simulated-clock          in one terminal, and in another:",
      "  ./iec demo --connect 127.0.0.1:9092         play on that stack"
    })
final class Demo implements Callable<Integer> {
  @Mixin private HelpOption help;

  @Option(
      names = "--season",
      paramLabel = "YEAR",
      defaultValue = "2021",
      description = "A season whose quotas are shipped: 2021 or 2026. Default: ${DEFAULT-VALUE}.")
  private int season;

  @Option(
      names = "--candidates",
      paramLabel = "NUMBER",
      defaultValue = "20000",
      description = "How many people take part, 1 or more. Default: ${DEFAULT-VALUE}.")
  private int candidates;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      defaultValue = "announced",
      description =
          "announced: the season's quotas. scarce: quotas in proportion to the candidates, so that"
              + " demand exceeds them and all five ratings occur. Default: ${DEFAULT-VALUE}.")
  private Scenario scenario;

  @Option(
      names = "--weeks",
      paramLabel = "NUMBER",
      defaultValue = "48",
      description = "How long the season is, 12 or more. Default: ${DEFAULT-VALUE}.")
  private int weeks;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description =
          "The same seed gives the same people with the same plans; the draws are the services'."
              + " Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--exit", description = "End with the season; the exit status is the result.")
  private boolean exit;

  @Option(
      names = "--data-dir",
      paramLabel = "DIRECTORY",
      description =
          "Keep topics, state and logs there; what it holds from before is deleted. Default: a"
              + " directory that goes with the stack.")
  private Path dataDir;

  @ArgGroup(
      exclusive = false,
      heading = "%nTo play on a stack that runs, fresh and with --simulated-clock:%n")
  private Connection connection;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    SeasonOptions play = chosen();
    Progress progress = new Progress(spec.commandLine().getOut());
    if (connection != null) {
      return play(at(play, connection.addresses()), progress).exitStatus();
    }
    StackOptions options =
        dataDir == null
            ? StackOptions.throwaway()
            : StackOptions.keptIn(dataDir).on(Ports.free()).fresh(true);
    try (LocalStack stack = progress.start(options.inSimulatedTime())) {
      SeasonResult result;
      try {
        result = play(at(play, stack.addresses()), progress);
      } catch (RuntimeException e) {
        progress.keepLogs(stack);
        throw e;
      }
      if (!result.balanced()) {
        progress.keepLogs(stack);
      }
      if (!exit) {
        progress.stay(stack);
        new CountDownLatch(1).await();
      }
      return result.exitStatus();
    }
  }

  private SeasonOptions chosen() {
    try {
      return SeasonOptions.defaults().playing(season, candidates, seed).in(scenario).inWeeks(weeks);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private SeasonOptions at(SeasonOptions play, Addresses addresses) {
    try {
      return play.at(
          addresses.bootstrapServers(),
          URI.create(addresses.registry()),
          URI.create(addresses.profile()),
          URI.create(addresses.pool()),
          URI.create(addresses.invitation()),
          URI.create(addresses.stats()));
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static SeasonResult play(SeasonOptions options, Progress progress) {
    SeasonListener listener = week -> progress.say(week.line());
    progress.say(
        "Season %d, %,d candidates, seed %d:"
            .formatted(options.season(), options.candidates(), options.seed()));
    SeasonResult result;
    try {
      result = SeasonPlayer.play(options, listener);
    } catch (IllegalStateException | SchemaRegistry.Unavailable e) {
      throw new StackException("the season could not be played: " + e.getMessage(), e);
    }
    progress.say("");
    progress.sayLines(result.table());
    progress.say(
        "%,d candidates, %,d invitations, %,d LOIs; %,d events from upstream in %d s."
            .formatted(
                result.candidates(),
                result.invitations(),
                result.lois(),
                result.events(),
                result.elapsed().toSeconds()));
    progress.say("");
    progress.sayLines(result.calibration().text());
    progress.say("");
    if (result.balanced()) {
      progress.say("The dashboard equals the simulator's books in every cell of every week.");
    } else {
      progress.say(
          "The dashboard DIFFERS from the simulator's books in %d points:"
              .formatted(result.differences().size()));
      result.differences().stream().limit(50).forEach(d -> progress.say("  " + d));
    }
    progress.say("");
    return result;
  }
}
