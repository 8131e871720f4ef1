package org.iecpools.stats.stream;

import java.time.Duration;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that runs one session after the other until it is closed. Failures such as an
 * unreachable broker, an unreachable registry and a fenced producer are temporary, so another
 * session follows.
 */
final class SessionThread implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SessionThread.class);
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final FaultLog faults;
  private final Runnable session;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Creates the thread without starting it.
   *
   * @param name the thread's name
   * @param task what the sessions do, for the log, such as "counting"
   * @param session one session, which lasts until {@link #isClosed}
   */
  SessionThread(String name, String task, Runnable session) {
    this.faults = new FaultLog(LOG, task);
    this.session = session;
    this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Waits up to 10 s until the session has ended. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(CLOSE_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** Whether the thread has ended without {@link #close}. */
  boolean isDead() {
    return !closed && thread.getState() == Thread.State.TERMINATED;
  }

  private void run() {
    while (!closed) {
      try {
        session.run();
      } catch (RuntimeException e) {
        faults.report(e, System.nanoTime());
        Utils.sleep(RETRY_INTERVAL.toMillis());
      }
    }
  }
}
