package org.iecpools.bench.flow;

import java.util.Map;

/** A contender that reads profiles and writes {@code PoolEntered}. Ends with {@link #close}. */
interface RunningContender extends AutoCloseable {

  FlowContender contender();

  /** The topic from which it reads profiles. */
  String input();

  /** The topic with the last result of each profile. */
  String output();

  /** Processor time so far by process, in nanoseconds, without the broker. */
  Map<String, Long> cpuNanos();

  /** Whether it has a dashboard. */
  boolean hasDashboard();

  /** The candidates on the dashboard; 0 while it does not answer. */
  long visible();

  /** Whether all its processes have committed everything that they read. */
  boolean isSettled() throws InterruptedException;

  /**
   * Checks that all processes run.
   *
   * @throws org.iecpools.stack.StackException if a process has ended
   */
  void checkAlive();

  @Override
  void close();
}
