package org.iecpools.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The time, and waiting for it; tests move it. */
interface Time {

  Instant now();

  /**
   * Waits for a period.
   *
   * @return whether it was stopped before
   */
  boolean await(CountDownLatch stopped, Duration period) throws InterruptedException;

  /** The time of this machine. */
  Time SYSTEM =
      new Time() {
        @Override
        public Instant now() {
          return Instant.now();
        }

        @Override
        public boolean await(CountDownLatch stopped, Duration period) throws InterruptedException {
          return stopped.await(period.toMillis(), TimeUnit.MILLISECONDS);
        }
      };
}
