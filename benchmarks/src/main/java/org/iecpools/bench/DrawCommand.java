package org.iecpools.bench;

import java.util.List;
import java.util.concurrent.Callable;
import org.iecpools.bench.harness.CommandConsole;
import org.iecpools.bench.harness.ReportOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Implements {@code iec bench draw}. */
@Command(
    name = "draw",
    header = "Measures the draw and compares it with its HMACs alone.",
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    description = {
      "Draws pools like invitation-service, without and with a beacon: sorting, Merkle root, tickets"
          + " and selection, on all processors. Alternates with computing the same number of"
          + " HMAC-SHA-256 and nothing else, in one thread. Reports medians, and ratios to the HMACs in"
          + " time and in processor time. docs/performance.md describes what is measured."
    },
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:measured", "2:invalid usage"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./iec bench draw                           a table, after some seconds",
      "  ./iec bench draw --sizes 500000 --json     for programs"
    })
final class DrawCommand implements Callable<Integer> {
  private static final int MIN_SIZE = 1_000;
  private static final int MAX_SIZE = 20_000_000;
  private static final int MAX_ROUNDS = 100;

  @Mixin private ReportOptions reportOptions;

  @Option(
      names = "--sizes",
      paramLabel = "NUMBER",
      split = ",",
      defaultValue = "100000,1000000,3000000",
      description =
          "Numbers of candidates in the pools, separated by commas, 1000 to 20000000 each. Default:"
              + " ${DEFAULT-VALUE}.")
  private List<Integer> sizes;

  @Option(
      names = "--rounds",
      paramLabel = "NUMBER",
      defaultValue = "5",
      description = "How often each pool is drawn, 1 to 100. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CommandConsole console = new CommandConsole(spec);
    sizes.forEach(size -> console.checkRange("--sizes", size, MIN_SIZE, MAX_SIZE));
    console.checkRange("--rounds", rounds, 1, MAX_ROUNDS);
    DrawBenchmark.Report report = DrawBenchmark.run(sizes, rounds, console.progress());
    if (reportOptions.json()) {
      console.printJson(report.json());
    } else {
      console.printTable(report.table());
    }
    return CommandLine.ExitCode.OK;
  }
}
