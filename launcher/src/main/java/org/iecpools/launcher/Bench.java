package org.iecpools.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * Declares {@code iec bench} for the help. The script runs the benchmarks module, which no other
 * command needs.
 */
@Command(name = "bench", header = "Measures throughput and compares it with alternatives.")
final class Bench implements Callable<Integer> {
  @Unmatched private List<String> options = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    return Script.run("bench", List.of(), options);
  }
}
