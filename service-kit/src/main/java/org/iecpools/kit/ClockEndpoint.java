package org.iecpools.kit;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;

/**
 * {@code GET /actuator/clock}: where this service stands in a simulation. The next tick may be sent
 * when every service has reached the last one and is drained, twice in a row with equal positions.
 */
@Endpoint(id = "clock")
public final class ClockEndpoint {

  private static final long PATIENCE_NANOS = 2_000_000_000L;

  private final ServiceClock clock;
  private final ClockProgress progress;
  private final Drain drain;
  private final StreamsBuilderFactoryBean streams;

  ClockEndpoint(
      ServiceClock clock, ClockProgress progress, Drain drain, StreamsBuilderFactoryBean streams) {
    this.clock = clock;
    this.progress = progress;
    this.drain = drain;
    this.streams = streams;
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

  /** Takes up to two seconds, while the service has work to do. */
  @ReadOperation
  public Report report() throws InterruptedException, ExecutionException {
    long tick = clock.tick();
    Instant now = clock.instant();
    // Asked many times a second: what is cheap to know is asked first.
    boolean reached = progress.all().stream().allMatch(look -> look.tick() >= tick);
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
    if (progress.all().isEmpty()) {
      return true;
    }
    long looks = minLooks();
    if (!await(() -> minLooks() > looks)) {
      return false;
    }
    if (!progress.all().stream().allMatch(look -> look.idle() && look.tick() >= tick)) {
      return false;
    }
    double commits = commits();
    return await(() -> commits() > commits);
  }

  private long minLooks() {
    return progress.all().stream()
        .mapToLong(ClockProgress.Look::looks)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private double commits() {
    KafkaStreams running = streams.getKafkaStreams();
    Map<?, ? extends org.apache.kafka.common.Metric> metrics =
        running == null ? Map.of() : running.metrics();
    return metrics.values().stream()
        .filter(m -> m.metricName().name().equals("commit-total"))
        .filter(m -> m.metricName().group().equals("stream-thread-metrics"))
        .mapToDouble(m -> ((Number) m.metricValue()).doubleValue())
        .min()
        .orElse(0);
  }

  private static boolean await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Utils.sleep(5);
    }
    return true;
  }
}
