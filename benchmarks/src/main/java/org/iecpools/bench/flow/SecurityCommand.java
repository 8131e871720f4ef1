package org.iecpools.bench.flow;

import java.util.concurrent.Callable;
import org.iecpools.bench.harness.CommandConsole;
import org.iecpools.bench.harness.ReportOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Implements {@code iec bench security}. */
@Command(
    name = "security",
    header = "Measures what authentication, rights and read metrics cost, or traces.",
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
      "  ./iec bench security --rounds 1 --json          for programs",
      "  ./iec bench security --traces                   what traces cost"
    })
public final class SecurityCommand implements Callable<Integer> {

  @Mixin private BurstOptions burst;

  @Option(
      names = "--traces",
      description =
          "Compare stacks without and with traces instead. Each profile is traced through all"
              + " services, and a receiver discards the spans.")
  private boolean traces;

  @Mixin private ReportOptions reportOptions;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    CommandConsole console = new CommandConsole(spec);
    burst.check(console);
    SecurityReport report =
        SecurityBenchmark.run(
            burst.seed(),
            burst.profiles(),
            burst.rounds(),
            traces ? StackKind.TRACED : StackKind.SECURED,
            console.progress());
    if (reportOptions.json()) {
      console.printJson(report.json());
    } else {
      console.printTable(report.table());
    }
    return CommandLine.ExitCode.OK;
  }
}
