package org.iecpools.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.iecpools.bench.DemoBenchmark.Contender;
import org.iecpools.bench.harness.CommandConsole;
import org.iecpools.bench.harness.ReportOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Implements {@code iec bench demo}. */
@Command(
    name = "demo",
    header = "Measures how long a demo season takes with and without a beacon.",
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    description = {
      "Plays demo seasons in alternation, each on a stack of its own: with draws that depend on a"
          + " beacon, and with draws that depend on seeds alone. Reports medians, and medians of"
          + " the ratios within a round. A season takes about a minute. docs/performance.md"
          + " describes what is measured."
    },
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:measured",
      "1:a demo failed; its last lines are printed",
      "2:invalid usage",
      "130:ended by Ctrl-C"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./iec bench demo                                a table, after some minutes",
      "  ./iec bench demo --rounds 5 --json              for programs",
      "  ./iec bench demo --other ../iec-pools-before    compared with another version"
    })
final class DemoCommand implements Callable<Integer> {
  private static final int MAX_ROUNDS = 100;
  private static final int MAX_CANDIDATES = 1_000_000;
  private static final int FEWEST_WEEKS = 12;
  private static final int MAX_WEEKS = 48;

  @Mixin private ReportOptions reportOptions;

  @Option(
      names = "--rounds",
      paramLabel = "NUMBER",
      defaultValue = "3",
      description = "How often each demo is played, 1 to 100. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--candidates",
      paramLabel = "NUMBER",
      defaultValue = "2000",
      description = "Number of candidates. Default: ${DEFAULT-VALUE}.")
  private int candidates;

  @Option(
      names = "--weeks",
      paramLabel = "NUMBER",
      defaultValue = "16",
      description = "Length of the season in weeks, 12 to 48. Default: ${DEFAULT-VALUE}.")
  private int weeks;

  @Option(
      names = "--other",
      paramLabel = "DIRECTORY",
      description =
          "A built clone of another version, whose demo is played with its defaults. The ratios are"
              + " then to this one. Default: they are to the demo without a beacon.")
  private @Nullable Path other;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    CommandConsole console = new CommandConsole(spec);
    console.checkRange("--rounds", rounds, 1, MAX_ROUNDS);
    console.checkRange("--candidates", candidates, 1, MAX_CANDIDATES);
    console.checkRange("--weeks", weeks, FEWEST_WEEKS, MAX_WEEKS);
    if (other != null && !Files.isExecutable(other.resolve("iec"))) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--other %s has no file iec".formatted(other));
    }
    Path root = Path.of(System.getProperty("iec.root", "."));
    List<Contender> contenders = new ArrayList<>();
    if (other != null) {
      contenders.add(new Contender("other version", other, List.of()));
    }
    contenders.add(new Contender("seeds alone", root, List.of("--no-beacon")));
    contenders.add(new Contender("beacon", root, List.of("--beacon")));
    DemoBenchmark.Report report =
        DemoBenchmark.run(
            contenders,
            List.of("--candidates", String.valueOf(candidates), "--weeks", String.valueOf(weeks)),
            rounds,
            console.progress());
    if (reportOptions.json()) {
      console.printJson(report.json());
    } else {
      console.printTable(report.table());
    }
    return CommandLine.ExitCode.OK;
  }
}
