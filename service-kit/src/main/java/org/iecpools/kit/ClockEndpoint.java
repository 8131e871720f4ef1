package org.iecpools.kit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * {@code GET /actuator/clock}: where this service stands in a simulation, all of its instances
 * together. The next tick may be sent when every service has reached the last one and is drained,
 * twice in a row with equal positions.
 */
@Endpoint(id = "clock")
public final class ClockEndpoint {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final ServiceClock clock;
  private final ClockProgress progress;
  private final Drain drain;
  private final Commits commits;
  private final Peers peers;

  ClockEndpoint(
      ServiceClock clock, ClockProgress progress, Drain drain, Commits commits, Peers peers) {
    this.clock = clock;
    this.progress = progress;
    this.drain = drain;
    this.commits = commits;
    this.peers = peers;
  }

  /**
   * @param tick the last tick that this service has before it
   * @param now the clock's time
   * @param simulated whether ticks move the clock
   * @param drained whether all inputs are processed and committed and nothing due is left to do
   * @param positions sum of the ends of the inputs: equal sums mean that nothing came in between
   */
  public record Report(
      long tick, Instant now, boolean simulated, boolean drained, long positions) {}

  /**
   * Takes up to two seconds, while the service has work to do.
   *
   * @param alone true: of this instance only, as the others ask it
   */
  @ReadOperation
  public Report report(@Nullable Boolean alone) throws InterruptedException, ExecutionException {
    Report here = here();
    return here.drained() && !Boolean.TRUE.equals(alone) && !othersAgree(here)
        ? new Report(here.tick(), here.now(), true, false, here.positions())
        : here;
  }

  private boolean othersAgree(Report here) {
    try {
      return peers.others().stream()
          .map(peer -> peers.ask(peer, "/actuator/clock?alone=true", Report.class))
          .allMatch(there -> there.drained() && there.tick() == here.tick());
    } catch (Unavailable e) {
      return false;
    }
  }

  private Report here() throws InterruptedException, ExecutionException {
    long tick = clock.tick();
    Instant now = clock.instant();
    // Asked many times a second: what is cheap to know is asked first.
    boolean reached = looks().stream().allMatch(look -> look.tick() >= tick);
    if (!clock.isSimulated() || !reached) {
      return new Report(tick, now, clock.isSimulated(), false, 0);
    }
    Drain.State inputs = drain.look();
    boolean drained =
        inputs.drained() && idleAndCommitted(tick) && drain.positions() == inputs.positions();
    return new Report(tick, now, true, drained, inputs.positions());
  }

  /**
   * Whether every task, looking at the clock after its inputs were found drained, has nothing to do
   * at this tick; and has since committed what it may have written before.
   */
  private boolean idleAndCommitted(long tick) {
    if (looks().isEmpty()) {
      return true;
    }
    long looks = minLooks();
    if (!Commits.await(PATIENCE, () -> minLooks() > looks)) {
      return false;
    }
    if (!looks().stream().allMatch(look -> look.idle() && look.tick() >= tick)) {
      return false;
    }
    return commits.awaitNext(PATIENCE);
  }

  private List<ClockProgress.Look> looks() {
    return progress.of(drain.tasks());
  }

  private long minLooks() {
    return looks().stream().mapToLong(ClockProgress.Look::looks).min().orElse(Long.MAX_VALUE);
  }
}
