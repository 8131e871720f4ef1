package org.iecpools.bench;

import java.util.concurrent.Callable;
import org.iecpools.bench.harness.CommandConsole;
import org.iecpools.bench.harness.ReportOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Implements {@code iec bench beacon}. */
@Command(
    name = "beacon",
    header = "Measures the verification of a beacon's rounds, in HMACs.",
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    description = {
      "Verifies rounds with the scheme of drand's quicknet, and a recorded pulse of NIST, in one"
          + " thread. Alternates with computing HMAC-SHA-256 and reports medians, and how many HMACs"
          + " take as long as one verification. docs/performance.md describes what is measured."
    },
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:measured", "2:invalid usage"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./iec bench beacon                         a table, after some seconds",
      "  ./iec bench beacon --rounds 500 --json     for programs"
    })
final class BeaconCommand implements Callable<Integer> {
  private static final int MAX_ROUNDS = 100_000;

  @Mixin private ReportOptions reportOptions;

  @Option(
      names = "--rounds",
      paramLabel = "NUMBER",
      defaultValue = "100",
      description = "How many rounds are verified, 1 to 100000. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CommandConsole console = new CommandConsole(spec);
    console.checkRange("--rounds", rounds, 1, MAX_ROUNDS);
    BeaconBenchmark.Report report = BeaconBenchmark.run(rounds, console.progress());
    if (reportOptions.json()) {
      console.printJson(report.json());
    } else {
      console.printTable(report.table());
    }
    return CommandLine.ExitCode.OK;
  }
}
