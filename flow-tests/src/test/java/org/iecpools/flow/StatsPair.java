package org.iecpools.flow;

import java.util.List;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackOptions;

/**
 * A stack with two instances of stats-service.
 *
 * @param beside the second instance
 */
record StatsPair(TestStack stack, LocalStack beside, Upstream upstream) implements AutoCloseable {

  static StatsPair start(StackOptions options) {
    TestStack stack = TestStack.start(options);
    return new StatsPair(
        stack, stack.another(Service.STATS), new Upstream(stack.addresses(), stack.tokens()));
  }

  List<StatsInstance> instances() {
    return List.of(new StatsInstance("first", stack.stack()), new StatsInstance("second", beside));
  }

  @Override
  public void close() {
    try (TestStack _ = stack;
        LocalStack _ = beside;
        Upstream _ = upstream) {
      // Close order: the client, then the second instance, then the broker.
    }
  }
}
