package org.iecpools.launcher;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * Declares {@code iec bench} for the help. The script runs the benchmarks module, which no other
 * command needs.
 */
@Command(name = "bench", header = "Measures services beside what else could do the same.")
final class Bench implements Callable<Integer> {
  @Unmatched private List<String> arguments = List.of();

  @Override
  public Integer call() throws InterruptedException {
    return Script.run("bench", arguments);
  }
}
