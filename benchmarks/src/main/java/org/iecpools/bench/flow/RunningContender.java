package org.iecpools.bench.flow;

import java.util.Map;

/** A contender that reads profiles and writes {@code PoolEntered}. Ends with {@link #close}. */
interface RunningContender extends AutoCloseable {

  /** The topic from which it reads profiles. */
  String input();

  /** The topic to which it writes decisions. */
  String output();

  /** Processor time so far by process, in nanoseconds, without the broker. */
  Map<String, Long> cpuNanos();

  /** How many profiles are visible to the public so far, in total. */
  long visible();

  /** Whether all its processes have committed everything that they read. */
  boolean isSettled() throws InterruptedException;

  /**
   * @throws org.iecpools.stack.StackException if a process has ended
   */
  void checkAlive();

  @Override
  void close();
}
