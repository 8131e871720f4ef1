package org.iecpools.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/** Time that passes at once whenever something waits for it, up to a limit. */
final class FakeTime implements Time {

  private static final int STEP_MS = 5;

  private Instant now = Given.NOW;
  private Instant limit = Instant.MAX;

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public synchronized boolean await(CountDownLatch stopped, Duration period)
      throws InterruptedException {
    while (stopped.getCount() > 0) {
      if (!now.plus(period).isAfter(limit)) {
        now = now.plus(period);
        return false;
      }
      wait(STEP_MS);
    }
    return true;
  }

  synchronized void advance(Duration period) {
    now = now.plus(period);
  }

  /** No wait ends after this time. */
  synchronized void limit(Instant latest) {
    limit = latest;
  }
}
