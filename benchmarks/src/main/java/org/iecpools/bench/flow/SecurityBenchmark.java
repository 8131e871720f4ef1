package org.iecpools.bench.flow;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures the services on stacks without and with authentication in turn, each on a stack of its
 * own. The order changes from round to round.
 */
final class SecurityBenchmark {

  private SecurityBenchmark() {}

  /**
   * Runs the benchmark and removes all its data.
   *
   * @param profiles number of profiles in the measured burst of each stack
   * @param rounds how often each kind of stack is measured, 1 or more
   * @param progress receives progress messages, one line each
   * @throws org.iecpools.stack.StackException if measuring is not possible, or if not everything
   *     sent is accounted for; the message states the reason
   */
  static SecurityReport run(long seed, int profiles, int rounds, Consumer<String> progress)
      throws InterruptedException {
    List<FlowReport> open = new ArrayList<>();
    List<FlowReport> secured = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      boolean securedFirst = round % 2 == 0;
      for (boolean isSecured : List.of(securedFirst, !securedFirst)) {
        progress.accept("Round %d, %s".formatted(round, isSecured ? "secured" : "open"));
        FlowReport report =
            FlowBenchmark.run(
                new FlowBenchmark.Options(
                    seed,
                    profiles,
                    1,
                    EnumSet.of(FlowContender.SERVICE),
                    true,
                    0,
                    1,
                    false,
                    isSecured),
                progress);
        (isSecured ? secured : open).add(report);
      }
    }
    return new SecurityReport(profiles, open, secured);
  }
}
