package org.iecpools.bench.flow;

import java.util.concurrent.Callable;
import org.iecpools.bench.harness.CommandConsole;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Implements {@code iec bench security}. */
@Command(
    name = "security",
    header = "Measures what authentication, rights and read metrics cost.",
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    description = {
      "Starts throwaway stacks without and with authentication to Kafka in turn, writes the same"
          + " profiles to each, and measures rate, processor time and latency as bench flow does."
          + " The metrics of the secured stacks are read every 10 seconds. A round takes about 3"
          + " minutes. docs/performance.md describes what is measured. All data are removed at the"
          + " end."
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
      "  ./iec bench security                            a table",
      "  ./iec bench security --rounds 1 --json          for programs"
    })
public final class SecurityCommand implements Callable<Integer> {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean helpRequested;

  @Option(
      names = "--profiles",
      paramLabel = "NUMBER",
      defaultValue = "40000",
      description =
          "Profiles in the measured burst, 100 to 2000000; half as many precede it. Default:"
              + " ${DEFAULT-VALUE}.")
  private int profiles;

  @Option(
      names = "--rounds",
      paramLabel = "NUMBER",
      defaultValue = "3",
      description =
          "How often each kind of stack is measured, 1 to 20. Medians are reported. Default:"
              + " ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "The same seed gives the same profiles. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--json", description = "Print the report as JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    CommandConsole console = new CommandConsole(spec);
    console.checkRange("--profiles", profiles, FlowCommand.MIN_PROFILES, FlowCommand.MAX_PROFILES);
    console.checkRange("--rounds", rounds, 1, FlowCommand.MAX_ROUNDS);
    SecurityReport report = SecurityBenchmark.run(seed, profiles, rounds, console.progress());
    if (json) {
      console.printJson(report.json());
    } else {
      console.printTable(report.table());
    }
    return CommandLine.ExitCode.OK;
  }
}
