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

/** Implements {@code iec bench track}. */
@Command(
    name = "track",
    header = "Measures how published weeks are tracked, and what they cost readers.",
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    description = {
      "Generates weekly publications of 93 pools and takes them in with iec track, in one run. Then"
          + " reads the dashboard of a counted season in turn with that of a second stack that has"
          + " the same candidates and no publications. Takes about 6 minutes."
          + " docs/performance.md describes what is measured. All data are removed at the end."
    },
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:measured",
      "1:measuring failed; the reason is printed",
      "2:invalid usage",
      "130:ended by Ctrl-C"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./iec bench track                  a year",
      "  ./iec bench track --weeks 150      three years",
      "  ./iec bench track --json           for programs"
    })
public final class TrackCommand implements Callable<Integer> {

  private static final int MOST_WEEKS = 200;

  @Option(
      names = "--weeks",
      paramLabel = "NUMBER",
      defaultValue = "52",
      description = "Number of publications, 1 to 200. Default: ${DEFAULT-VALUE}.")
  private int weeks;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "Repeats the same figures. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private ReportOptions reportOptions;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    CommandConsole console = new CommandConsole(spec);
    console.checkRange("--weeks", weeks, 1, MOST_WEEKS);
    TrackReport report = TrackBenchmark.run(seed, weeks, console.progress());
    if (reportOptions.json()) {
      console.printJson(report.json());
    } else {
      console.printTable(report.table());
    }
    return CommandLine.ExitCode.OK;
  }
}
