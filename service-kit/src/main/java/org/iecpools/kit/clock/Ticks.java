package org.iecpools.kit.clock;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** Lets a processor check the clock regularly, even if no event arrives. */
public final class Ticks {

  private static final Duration SIMULATED = Duration.ofMillis(50);
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
   * Calls the handler every 50 ms in a simulation and every 500 ms otherwise, on the task's own
   * thread. To be called in a processor's {@code init}.
   *
   * @param name of the processor, unique in its service
   */
  public static void every(
      ProcessorContext<?, ?> context,
      String name,
      ClockProgress progress,
      ServiceClock clock,
      TickHandler handler) {
    TaskId task = context.taskId();
    progress.begins(task, name);
    context.schedule(
        clock.isSimulated() ? SIMULATED : LIVE,
        PunctuationType.WALL_CLOCK_TIME,
        _ -> {
          long tick = clock.tick();
          boolean idle = handler.tick(clock.instant());
          progress.looked(task, name, tick, idle);
        });
  }
}
