package org.iecpools.kit.clock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.iecpools.events.ClockTicked;
import org.jspecify.annotations.Nullable;

/**
 * The clock for deadlines and schedules: the system clock in production, {@code iec.clock} in a
 * simulation. Stream time is never used, because deadlines must also pass in a country without
 * records, and one record from 2099 must not make everything expire.
 */
public final class ServiceClock extends Clock {

  private final boolean simulated;
  private final InstantSource time;
  private @Nullable ClockTicked last;

  private ServiceClock(boolean simulated, InstantSource time) {
    this.simulated = simulated;
    this.time = time;
  }

  /** The system clock. */
  public static ServiceClock system() {
    return real(InstantSource.system());
  }

  /**
   * A real-time clock with this source of time. Record timestamps in the log still come from the
   * broker's clock.
   */
  public static ServiceClock real(InstantSource time) {
    return new ServiceClock(false, time);
  }

  /** A simulated clock that stands still at the epoch until {@link #accept} moves it. */
  public static ServiceClock simulated() {
    return new ServiceClock(true, InstantSource.system());
  }

  /** Whether ticks move this clock. */
  public boolean isSimulated() {
    return simulated;
  }

  /** Moves a simulated clock; a tick that would move it back is ignored. */
  public synchronized void accept(ClockTicked tick) {
    if (last == null || !tick.getNow().isBefore(last.getNow())) {
      last = tick;
      notifyAll();
    }
  }

  /** Number of the last tick; 0 before the first, and always 0 in real time. */
  public synchronized long tick() {
    return last == null ? 0 : last.getTick();
  }

  /**
   * Waits until a simulated clock has reached a tick.
   *
   * @param timeout maximum time to wait
   * @return false on timeout
   */
  public synchronized boolean awaitTick(long number, Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (tick() < number) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  @Override
  public Instant instant() {
    if (!simulated) {
      return Instant.ofEpochMilli(time.millis());
    }
    synchronized (this) {
      return last == null ? Instant.EPOCH : last.getNow();
    }
  }

  /**
   * Whether the clock has reached a time. A simulated clock is given some time to catch up, because
   * a tick and another service's reaction to it arrive on different topics.
   *
   * @param timeout maximum time to wait for a simulated clock
   */
  public boolean isAtLeast(Instant time, Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (simulated && instant().isBefore(time)) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      synchronized (this) {
        if (last == null || last.getNow().isBefore(time)) {
          wait(left);
        }
      }
    }
    return !instant().isBefore(time);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("rules take instants and name their zones");
  }
}
