package org.iecpools.kit.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/** Lets a processor check the clock regularly, even if no event arrives. */
public final class Ticks {

  private static final Duration SIMULATED = Duration.ofMillis(20);
  private static final Duration LIVE = Duration.ofMillis(500);

  private Ticks() {}

  /** Called at each check of the clock. */
  @FunctionalInterface
  public interface TickHandler {
    /**
     * Performs due work.
     *
     * @param now the clock's time; may be the same as last time
     * @return whether the task is idle: nothing was done and no due work is left
     */
    boolean tick(Instant now);
  }

  /**
   * Calls the handler every 20 ms in a simulation and every 500 ms otherwise, on the task's own
   * thread. To be called in a processor's {@code init}.
   *
   * <p>In a simulation the task also commits what it has done since the last check, because the
   * simulation's barrier waits for that.
   *
   * @param name of the processor, unique in its service
   */
  public static void every(
      ProcessorContext<?, ?> context,
      String name,
      ClockProgress progress,
      ServiceClock clock,
      TickHandler handler) {
    progress.begins(context.taskId(), name);
    if (clock.isSimulated()) {
      var ticker = new SimulatedTicker(context, name, progress, clock, handler);
      context.schedule(SIMULATED, PunctuationType.WALL_CLOCK_TIME, _ -> ticker.check());
    } else {
      context.schedule(
          LIVE, PunctuationType.WALL_CLOCK_TIME, _ -> handler.tick(clock.instant()));
    }
  }

  /** Checks a simulated clock on behalf of one processor of a task. */
  private static final class SimulatedTicker {
    private final ProcessorContext<?, ?> context;
    private final TaskId task;
    private final String name;
    private final ClockProgress progress;
    private final ServiceClock clock;
    private final TickHandler handler;
    private @Nullable LongSupplier commits;
    private long streamTime;

    SimulatedTicker(
        ProcessorContext<?, ?> context,
        String name,
        ClockProgress progress,
        ServiceClock clock,
        TickHandler handler) {
      this.context = context;
      this.task = context.taskId();
      this.name = name;
      this.progress = progress;
      this.clock = clock;
      this.handler = handler;
      this.streamTime = context.currentStreamTimeMs();
    }

    void check() {
      long tick = clock.tick();
      boolean idle = handler.tick(clock.instant());
      progress.looked(task, name, tick, idle, commits());
      // Stream time moves with almost every record. The commit interval covers the others.
      boolean read = context.currentStreamTimeMs() != streamTime;
      streamTime = context.currentStreamTimeMs();
      if (read || !idle || progress.isAwaited()) {
        context.commit();
      }
    }

    private LongSupplier commits() {
      LongSupplier known = commits;
      if (known == null) {
        known = commitsOf(context, Thread.currentThread().getName());
        commits = known;
      }
      return known;
    }
  }

  /** Counts the commits of a stream thread; always 0 without one, as in a test of a topology. */
  private static LongSupplier commitsOf(ProcessorContext<?, ?> context, String thread) {
    for (Map.Entry<MetricName, ? extends Metric> metric : context.metrics().metrics().entrySet()) {
      MetricName name = metric.getKey();
      if (name.name().equals("commit-total")
          && name.group().equals("stream-thread-metrics")
          && thread.equals(name.tags().get("thread-id"))) {
        Metric total = metric.getValue();
        return () -> ((Number) total.metricValue()).longValue();
      }
    }
    return () -> 0;
  }
}
