package org.iecpools.kit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.iecpools.events.ClockTicked;

/**
 * The clock that deadlines and schedules go by: the system's in production, {@code iec.clock}'s in
 * a simulation. Never a stream's time: a quiet country must lapse too, and one record from 2099
 * must not lapse everybody.
 */
public final class ServiceClock extends Clock {

  private final boolean simulated;
  private final InstantSource time;
  private ClockTicked last;

  private ServiceClock(boolean simulated, InstantSource time) {
    this.simulated = simulated;
    this.time = time;
  }

  /** The system's clock. */
  public static ServiceClock system() {
    return real(InstantSource.system());
  }

  /** A clock that goes by itself. Records in the log have the broker's time all the same. */
  public static ServiceClock real(InstantSource time) {
    return new ServiceClock(false, time);
  }

  /** A clock that stands still at the epoch until {@link #accept} moves it. */
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

  /** Number of the last tick; 0 before the first, and always with the system's clock. */
  public synchronized long tick() {
    return last == null ? 0 : last.getTick();
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
   * Whether it is at least this time. A simulated clock is given a while to get there: a tick and
   * what another service made of it travel on different topics.
   */
  public boolean isAtLeast(Instant time, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
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
