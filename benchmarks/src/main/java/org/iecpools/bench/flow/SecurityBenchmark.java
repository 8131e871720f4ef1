package org.iecpools.bench.flow;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures the services on stacks without and with authentication, or without and with traces, in
 * turn, each on a stack of its own. The order changes from round to round.
 */
final class SecurityBenchmark {

  private SecurityBenchmark() {}

  /**
   * Runs the benchmark and removes all its data.
   *
   * @param profiles number of profiles in the measured burst of each stack
   * @param rounds how often each kind of stack is measured, 1 or more
   * @param other the kind that is compared with open stacks
   * @param progress receives progress messages, one line each
   * @throws org.iecpools.stack.StackException if measuring is not possible, or if not everything
   *     sent is accounted for; the message states the reason
   */
  static SecurityReport run(
      long seed, int profiles, int rounds, StackKind other, Consumer<String> progress)
      throws InterruptedException {
    List<FlowReport> open = new ArrayList<>();
    List<FlowReport> others = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      for (StackKind kind :
          round % 2 == 0 ? List.of(other, StackKind.OPEN) : List.of(StackKind.OPEN, other)) {
        progress.accept("Round %d, %s".formatted(round, kind.text()));
        FlowReport report =
            FlowBenchmark.run(
                new FlowBenchmark.Options(
                    seed, profiles, 1, EnumSet.of(FlowContender.SERVICE), true, 0, 1, false, kind),
                progress);
        (kind == StackKind.OPEN ? open : others).add(report);
      }
    }
    return new SecurityReport(profiles, other, open, others);
  }
}
