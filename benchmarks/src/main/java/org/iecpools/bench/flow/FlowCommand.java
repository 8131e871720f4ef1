package org.iecpools.bench.flow;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Implements {@code iec bench flow}. */
@Command(name = "flow", header = "Measures the flow from a profile to the dashboard.")
public final class FlowCommand implements Callable<Integer> {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean helpRequested;

  @Option(names = "--profiles", paramLabel = "NUMBER", defaultValue = "40000")
  private int profiles;

  @Option(names = "--rounds", paramLabel = "NUMBER", defaultValue = "2")
  private int rounds;

  @Option(names = "--seed", paramLabel = "NUMBER", defaultValue = "1")
  private long seed;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter progress = spec.commandLine().getErr();
    FlowBenchmark.run(
        new FlowBenchmark.Options(seed, profiles, rounds),
        line -> {
          progress.println(line);
          progress.flush();
        });
    return CommandLine.ExitCode.OK;
  }
}
