package org.iecpools.kit.barrier;

import java.time.Instant;
import java.util.concurrent.ExecutionException;
import org.iecpools.kit.clock.ServiceClock;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * {@code GET /actuator/clock}: reports how far this service, with all of its instances, has come in
 * a simulation. The next tick may be sent when every service has reached the last tick and is
 * drained, twice in a row with equal positions.
 */
@Endpoint(id = "clock")
public final class ClockEndpoint {

  private final ServiceClock clock;
  private final Drain drain;
  private final Work work;

  public ClockEndpoint(ServiceClock clock, Drain drain, Work work) {
    this.clock = clock;
    this.drain = drain;
    this.work = work;
  }

  /**
   * Progress in a simulation.
   *
   * @param tick number of the last tick that this service has received
   * @param now the clock's time
   * @param simulated whether ticks move the clock
   * @param drained whether all inputs are processed and committed and no due work is left
   * @param positions sum of the end offsets of the inputs; equal sums mean that no record arrived
   *     in between
   */
  public record Report(
      long tick, Instant now, boolean simulated, boolean drained, long positions) {}

  /**
   * Reports the progress. Takes up to two seconds while the service has work to do.
   *
   * @param alone true to report on this instance only, as instances do when they ask each other
   */
  @ReadOperation
  public Report report(@Nullable Boolean alone) throws InterruptedException, ExecutionException {
    Report here = here();
    return here.drained() && !Boolean.TRUE.equals(alone) && !work.othersRestAt(here.tick())
        ? new Report(here.tick(), here.now(), true, false, here.positions())
        : here;
  }

  private Report here() throws InterruptedException, ExecutionException {
    long tick = clock.tick();
    Instant now = clock.instant();
    // Polled many times a second, so cheap checks come first.
    if (!clock.isSimulated() || !work.hasReached(tick)) {
      return new Report(tick, now, clock.isSimulated(), false, 0);
    }
    Drain.State inputs = drain.look();
    boolean drained =
        inputs.drained() && work.restsAt(tick) && drain.positions() == inputs.positions();
    return new Report(tick, now, true, drained, inputs.positions());
  }
}
