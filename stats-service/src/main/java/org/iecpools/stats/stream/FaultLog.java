package org.iecpools.stats.stream;

import java.time.Duration;
import org.slf4j.Logger;

/**
 * Logs faults of something that is tried again and again. A fault is logged with its stack trace
 * when it begins. While it repeats, one line a minute states that it lasts, so that an outage of
 * hours does not fill a disk and whoever reads the end of the log still sees it.
 */
final class FaultLog {

  private static final Duration REMINDER_INTERVAL = Duration.ofMinutes(1);

  private final Logger log;
  private final String task;
  private String fault = "";
  private int times;
  private long lastAt;
  private long loggedAt;

  /**
   * @param task what fails, such as "counting"
   */
  FaultLog(Logger log, String task) {
    this.log = log;
    this.task = task;
  }

  /**
   * Logs a fault, unless it repeats the one before and was logged within the last minute.
   *
   * @param nanoTime when it occurred, as {@link System#nanoTime} counts
   */
  void report(RuntimeException e, long nanoTime) {
    if (!e.toString().equals(fault) || isLongAfter(lastAt, nanoTime)) {
      fault = e.toString();
      times = 1;
      loggedAt = nanoTime;
      log.error("{} failed, trying again", task, e);
    } else {
      times++;
      if (isLongAfter(loggedAt, nanoTime)) {
        loggedAt = nanoTime;
        log.error("{} still fails, {} times so far: {}", task, times, fault);
      }
    }
    lastAt = nanoTime;
  }

  private static boolean isLongAfter(long before, long nanoTime) {
    return nanoTime - before >= REMINDER_INTERVAL.toNanos();
  }
}
