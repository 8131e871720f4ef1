package org.iecpools.kit.barrier;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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

  /** Shorter than the timeout of a client that waits for a response. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** Between two looks at the broker, each of which costs it some requests. */
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final ServiceClock clock;
  private final Drain drain;
  private final Work work;

  /** The inputs with which this instance was last found at rest; null before. */
  private volatile Drain.@Nullable Inputs atRest;

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
   * Reports the progress.
   *
   * @param alone true to report on this instance only, as instances do when they ask each other
   * @param rest number of a tick: the response then waits until the service is drained at this tick
   *     or a later one, up to {@link #LONGEST_WAIT}. If omitted, the state is reported as it is,
   *     which takes up to two seconds while the service has work to do.
   */
  @ReadOperation
  public Report report(@Nullable Boolean alone, @Nullable Long rest)
      throws InterruptedException, ExecutionException {
    boolean others = !Boolean.TRUE.equals(alone);
    if (rest == null) {
      return report(others);
    }
    long giveUp = System.nanoTime() + LONGEST_WAIT.toNanos();
    if (clock.isSimulated()) {
      clock.awaitTick(rest, LONGEST_WAIT);
    }
    Report report = report(others);
    while (!report.drained() && report.simulated() && System.nanoTime() < giveUp) {
      Thread.sleep(PAUSE);
      report = report(others);
    }
    return report;
  }

  private Report report(boolean others) throws InterruptedException, ExecutionException {
    Report here = here();
    return here.drained() && others && !work.othersRestAt(here.tick())
        ? new Report(here.tick(), here.now(), true, false, here.positions())
        : here;
  }

  private Report here() throws InterruptedException, ExecutionException {
    long tick = clock.tick();
    Instant now = clock.instant();
    // Asked many times a second, so cheap checks come first.
    if (!clock.isSimulated() || !work.hasReached(tick)) {
      return new Report(tick, now, clock.isSimulated(), false, 0);
    }
    Optional<Drain.Inputs> inputs = drain.inputs(tick);
    boolean drained = inputs.isPresent() && isAtRest(inputs.get());
    return new Report(tick, now, true, drained, inputs.map(Drain.Inputs::positions).orElse(0L));
  }

  /**
   * Whether this instance rests at a tick. Repeats the proof only if something has changed since
   * the last one: an instance at rest writes nothing unless it receives something.
   */
  private boolean isAtRest(Drain.Inputs inputs) throws InterruptedException, ExecutionException {
    if (inputs.equals(atRest)) {
      return true;
    }
    if (!drain.isDrained(inputs)
        || !work.restsAt(inputs.tick())
        || !drain.inputs(inputs.tick()).equals(Optional.of(inputs))) {
      return false;
    }
    atRest = inputs;
    return true;
  }
}
