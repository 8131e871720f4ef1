package org.iecpools.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.iecpools.bench.harness.CommandConsole;
import org.iecpools.bench.harness.ReportOptions;
import org.iecpools.bench.season.SeasonGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Implements {@code iec bench stats}. */
@Command(
    name = "stats",
    header = "Measures stats-service and alternatives on the same topics.",
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    description = {
      "Writes the events of a generated season once to a throwaway broker. Then each contender reads"
          + " all of them in its own JVM, in several rounds and in changing order. service, dsl and"
          + " flink must compute the expected numbers in every pool.",
      "",
      "  raw      a plain consumer, bytes only",
      "  decode   a plain consumer that decodes every event",
      "  service  stats-service as it ships, from an empty state",
      "  dsl      the same numbers in the Kafka Streams DSL",
      "  flink    the same numbers in Apache Flink",
      "",
      "docs/performance.md describes what is measured. All data are removed at the end."
    },
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:measured, and all numbers are as expected",
      "1:numbers differ, or measuring failed; the details are printed",
      "2:invalid usage",
      "130:ended by Ctrl-C"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./iec bench stats                                     a table, after some minutes",
      "  ./iec bench stats --json >figures.json                progress goes to standard error",
      "  ./iec bench stats --contenders raw,decode,service     without dsl and flink",
      "  ./iec bench stats --contenders service --instances 2,4",
      "  ./iec bench stats --events 200000 --rounds 1 --no-fresh --no-reads"
    })
final class StatsCommand implements Callable<Integer> {
  private static final long MIN_EVENTS = 10_000;
  private static final long MAX_EVENTS = 50_000_000;
  private static final int MAX_ROUNDS = 20;
  private static final int MAX_INSTANCES = 8;

  @Mixin private ReportOptions reportOptions;

  @Option(
      names = "--events",
      paramLabel = "NUMBER",
      defaultValue = "2000000",
      description = "Approximate number of events, 10000 to 50000000. Default: ${DEFAULT-VALUE}.")
  private long events;

  @Option(
      names = "--candidates",
      paramLabel = "NUMBER",
      description = "Number of candidates, instead of --events.")
  private @Nullable Integer candidates;

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
          "How often each contender reads all events, 1 to 20. Medians are reported. Default:"
              + " ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--contenders",
      paramLabel = "NAME",
      split = ",",
      description = "Contenders to measure, separated by commas. Default: all.")
  private List<String> contenders = new ArrayList<>();

  @Option(
      names = "--fresh",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Measure the time from the acknowledgement of an entry until it is on the dashboard."
              + " Default: yes, if service is measured.")
  private boolean freshness;

  @Option(
      names = "--reads",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Measure reads of the dashboard with wrk, and of a constant of the same size from the"
              + " same server. Default: yes, if service is measured and wrk is installed.")
  private boolean reads;

  @Option(
      names = "--instances",
      paramLabel = "NUMBER",
      split = ",",
      description =
          "Numbers of instances, 2 to 8 each, separated by commas. Measures how fast that many"
              + " instances are together, and the recovery time after one is killed. Default:"
              + " none.")
  private List<Integer> instances = new ArrayList<>();

  @Option(
      names = "--restarts",
      paramLabel = "NUMBER",
      defaultValue = "0",
      description =
          "How often the service is restarted with its snapshots, and as often without them."
              + " Measures the time until it is fresh again, and prints it with the progress."
              + " Default: ${DEFAULT-VALUE}.")
  private int restarts;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    CommandConsole console = new CommandConsole(spec);
    Report report = StatsBenchmark.run(options(console), console.progress());
    if (reportOptions.json()) {
      console.printJson(report.json());
    } else {
      console.printTable(report.table());
    }
    return report.equal() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private StatsBenchmark.Options options(CommandConsole console) {
    console.checkRange("--events", events, MIN_EVENTS, MAX_EVENTS);
    console.checkRange("--rounds", rounds, 1, MAX_ROUNDS);
    int people = candidates == null ? SeasonGenerator.candidatesFor(events) : candidates;
    console.checkRange(
        "--candidates",
        people,
        SeasonGenerator.candidatesFor(MIN_EVENTS),
        SeasonGenerator.candidatesFor(MAX_EVENTS));
    instances.forEach(count -> console.checkRange("--instances", count, 2, MAX_INSTANCES));
    console.checkRange("--restarts", restarts, 0, MAX_ROUNDS);
    Set<Contender> measured = console.contenders(Contender.class, Contender::text, contenders);
    return new StatsBenchmark.Options(
        seed,
        people,
        rounds,
        measured,
        freshness && measured.contains(Contender.SERVICE),
        reads && measured.contains(Contender.SERVICE),
        instances,
        restarts);
  }
}
