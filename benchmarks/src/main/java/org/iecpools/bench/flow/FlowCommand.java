package org.iecpools.bench.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.iecpools.bench.harness.CommandConsole;
import org.iecpools.bench.harness.ReportOptions;
import org.iecpools.kafka.Topics;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Implements {@code iec bench flow}. */
@Command(
    name = "flow",
    header = "Measures all services together, from a profile to the dashboard.",
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    description = {
      "Starts a throwaway stack and writes the same profiles to each contender in turn, in several"
          + " rounds and in changing order. Each profile must be decided exactly once, and all of"
          + " them must be on the dashboard.",
      "",
      "  service   the four services as they ship, with both JVM compilers",
      "  limit     one plain read-process-write loop with exactly-once transactions",
      "  limit-3   three such loops in a row",
      "  postgres  a spring-kafka listener with a PostgreSQL transaction per profile, and an outbox",
      "",
      "Then the latency of single profiles and the time of a large round are measured."
          + " docs/performance.md describes what is measured. All data are removed at the end."
    },
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:measured, and everything sent is accounted for",
      "1:something is missing or repeated, or measuring failed; the details are printed",
      "2:invalid usage",
      "130:ended by Ctrl-C"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./iec bench flow                                a table of all contenders",
      "  ./iec bench flow --json >figures.json           progress goes to standard error",
      "  ./iec bench flow --contenders service --rounds 1 --no-latency --round-size 0",
      "  ./iec bench flow --contenders service --instances 2"
    })
public final class FlowCommand implements Callable<Integer> {
  private static final int MAX_ROUND_SIZE = 100_000;

  @Mixin private BurstOptions burst;

  @Mixin private ReportOptions reportOptions;

  @Option(
      names = "--contenders",
      paramLabel = "NAME",
      split = ",",
      description =
          "Contenders to measure, separated by commas. Default: all; postgres only if it is"
              + " installed.")
  private List<String> contenders = new ArrayList<>();

  @Option(
      names = "--latency",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Measure the time from the acknowledgement of a profile to the dashboard, on the idle"
              + " stack and at half of the settled rate. Default: yes, if service is measured.")
  private boolean latency;

  @Option(
      names = "--round-size",
      paramLabel = "NUMBER",
      defaultValue = "20000",
      description =
          "Invitations of the measured round, up to 100000, from a pool of five times as many"
              + " candidates; 0 for no round. Default: ${DEFAULT-VALUE}.")
  private int roundSize;

  @Option(
      names = "--instances",
      paramLabel = "NUMBER",
      description =
          "Instances of each service, 1 to 4, each pinned to a processor of its own: the first"
              + " instances of all services to the first processor, and so on. Broker and benchmark"
              + " are not pinned. Without taskset (Linux), or with too few processors, nothing is"
              + " pinned, which a message reports. Default: one instance, not pinned.")
  private @Nullable Integer instances;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    CommandConsole console = new CommandConsole(spec);
    FlowReport report = FlowBenchmark.run(options(console), console.progress());
    if (reportOptions.json()) {
      console.printJson(report.json());
    } else {
      console.printTable(report.table());
    }
    return CommandLine.ExitCode.OK;
  }

  private FlowBenchmark.Options options(CommandConsole console) {
    burst.check(console);
    console.checkRange("--round-size", roundSize, 0, MAX_ROUND_SIZE);
    int count = instances == null ? 1 : instances;
    console.checkRange("--instances", count, 1, Topics.PARTITIONS);
    return new FlowBenchmark.Options(
        burst.seed(),
        burst.profiles(),
        burst.rounds(),
        console.contenders(FlowContender.class, FlowContender::text, contenders),
        latency,
        roundSize,
        count,
        instances != null,
        StackKind.OPEN);
  }
}
