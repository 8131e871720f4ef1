package org.iecpools.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Implements {@code iec bench draw}. */
@Command(
    name = "draw",
    header = "Measures the draw beside nothing but its HMACs.",
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    description = {
      "A pool is drawn as invitation-service draws it: tickets, selection, sorting, Merkle root, in"
          + " one thread. By turns with that, as many HMAC-SHA-256 and nothing else. Medians are"
          + " reported; docs/performance.md says what exactly is measured."
    },
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:measured", "2:wrong use of the command"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./iec bench draw                           some seconds, a table",
      "  ./iec bench draw --sizes 500000 --json     for programs"
    })
final class DrawCommand implements Callable<Integer> {
  private static final int FEWEST = 1_000;
  private static final int MOST = 20_000_000;
  private static final int MOST_ROUNDS = 100;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean asked;

  @Option(
      names = "--sizes",
      paramLabel = "NUMBER",
      split = ",",
      defaultValue = "100000,1000000,3000000",
      description =
          "How many candidates the pools have, 1000 to 20000000 each. Default: ${DEFAULT-VALUE}.")
  private List<Integer> sizes;

  @Option(
      names = "--rounds",
      paramLabel = "NUMBER",
      defaultValue = "5",
      description = "How often each pool is drawn, 1 to 100. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(names = "--json", description = "Report in JSON, for programs.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    for (int size : sizes) {
      if (size < FEWEST || size > MOST) {
        throw wrong("--sizes %,d: it can be %,d to %,d", size, FEWEST, MOST);
      }
    }
    if (rounds < 1 || rounds > MOST_ROUNDS) {
      throw wrong("--rounds is %,d: it can be 1 to %d", rounds, MOST_ROUNDS);
    }
    var progress = spec.commandLine().getErr();
    DrawBenchmark.Report report =
        DrawBenchmark.run(
            sizes,
            rounds,
            line -> {
              progress.println(line);
              progress.flush();
            });
    var out = spec.commandLine().getOut();
    out.println(json ? report.json() : System.lineSeparator() + report.table());
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private CommandLine.ParameterException wrong(String sentence, Object... words) {
    return new CommandLine.ParameterException(spec.commandLine(), sentence.formatted(words));
  }
}
