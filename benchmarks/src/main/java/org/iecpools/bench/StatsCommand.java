package org.iecpools.bench;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.iecpools.bench.season.SeasonGenerator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Implements {@code iec bench stats}. */
@Command(
    name = "stats",
    header = "Measures stats-service beside what else could do the same on the same topics.",
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    description = {
      "A season's events are written once on a broker of its own, by a seed, with a book of the"
          + " numbers that they must come to. Then each contender reads all of them, in a JVM of"
          + " its own, in several rounds and changing order. Service, dsl and flink must end with"
          + " the book's numbers in every pool.",
      "",
      "  raw      a plain consumer, bytes only",
      "  decode   a plain consumer that decodes every event",
      "  service  stats-service as it ships, from an empty state",
      "  dsl      the same numbers in the Kafka Streams DSL",
      "  flink    the same numbers in Apache Flink",
      "",
      "docs/performance.md says what exactly is measured. Nothing is left behind."
    },
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:measured, and everybody came to the same numbers",
      "1:numbers differ, or it could not be measured; what and where is printed",
      "2:wrong use of the command",
      "130:ended by Ctrl-C"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./iec bench stats                                     some minutes, a table",
      "  ./iec bench stats --json >figures.json                progress goes to standard error",
      "  ./iec bench stats --contenders raw,decode,service     without the rivals",
      "  ./iec bench stats --contenders service --instances 2,4",
      "  ./iec bench stats --events 200000 --rounds 1 --no-fresh --no-reads"
    })
final class StatsCommand implements Callable<Integer> {
  private static final long FEWEST_EVENTS = 10_000;
  private static final long MOST_EVENTS = 50_000_000;
  private static final int MOST_ROUNDS = 20;
  private static final int MOST_INSTANCES = 8;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean asked;

  @Option(
      names = "--events",
      paramLabel = "NUMBER",
      defaultValue = "2000000",
      description =
          "About how many events the season has, 10000 to 50000000. Default: ${DEFAULT-VALUE}.")
  private long events;

  @Option(
      names = "--candidates",
      paramLabel = "NUMBER",
      description = "How many people the season has, instead of --events.")
  private Integer candidates;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "The same seed gives the same events. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--rounds",
      paramLabel = "NUMBER",
      defaultValue = "3",
      description =
          "How often each contender reads all, 1 to 20; medians are reported. Default:"
              + " ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--contenders",
      paramLabel = "NAME",
      split = ",",
      description = "Whom to measure, names separated by commas. Default: all.")
  private List<String> contenders = new ArrayList<>();

  @Option(
      names = "--fresh",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Whether to measure, at the end, how long an acknowledged entry takes to be on the"
              + " dashboard. Default: yes, if the service is a contender.")
  private boolean fresh;

  @Option(
      names = "--reads",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Whether to put the dashboard under load with wrk, beside a constant of its size from the"
              + " same server. Default: yes, if the service is a contender and there is a wrk.")
  private boolean reads;

  @Option(
      names = "--instances",
      paramLabel = "NUMBER",
      split = ",",
      description =
          "Numbers of instances, 2 to 8, separated by commas: so many share the work, and the time"
              + " is taken from the kill of one until everything is fresh again. Default: none.")
  private List<Integer> instances = new ArrayList<>();

  @Option(names = "--json", description = "Report in JSON, for programs.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    StatsBenchmark.Options options = chosen();
    // Standard error, so that a redirected report does not contain it.
    var progress = spec.commandLine().getErr();
    Report report =
        StatsBenchmark.run(
            options,
            line -> {
              progress.println(line);
              progress.flush();
            });
    var out = spec.commandLine().getOut();
    out.println(json ? report.json() : System.lineSeparator() + report.table());
    out.flush();
    return report.equal() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private StatsBenchmark.Options chosen() {
    if (events < FEWEST_EVENTS || events > MOST_EVENTS) {
      throw wrong("--events is %,d: it can be %,d to %,d", events, FEWEST_EVENTS, MOST_EVENTS);
    }
    if (rounds < 1 || rounds > MOST_ROUNDS) {
      throw wrong("--rounds is %,d: it can be 1 to %d", rounds, MOST_ROUNDS);
    }
    int people = candidates == null ? SeasonGenerator.candidatesFor(events) : candidates;
    int fewest = SeasonGenerator.candidatesFor(FEWEST_EVENTS);
    int most = SeasonGenerator.candidatesFor(MOST_EVENTS);
    if (people < fewest || people > most) {
      throw wrong("--candidates is %,d: it can be %,d to %,d", people, fewest, most);
    }
    Set<Contender> whom = EnumSet.noneOf(Contender.class);
    for (String name : contenders) {
      try {
        whom.add(Contender.named(name.strip()));
      } catch (IllegalArgumentException e) {
        throw wrong("--contenders: %s", e.getMessage());
      }
    }
    for (int count : instances) {
      if (count < 2 || count > MOST_INSTANCES) {
        throw wrong("--instances %d: it can be 2 to %d", count, MOST_INSTANCES);
      }
    }
    if (whom.isEmpty()) {
      whom = EnumSet.allOf(Contender.class);
    }
    return new StatsBenchmark.Options(
        seed,
        people,
        rounds,
        whom,
        fresh && whom.contains(Contender.SERVICE),
        reads && whom.contains(Contender.SERVICE),
        instances);
  }

  private CommandLine.ParameterException wrong(String sentence, Object... words) {
    return new CommandLine.ParameterException(spec.commandLine(), sentence.formatted(words));
  }
}
