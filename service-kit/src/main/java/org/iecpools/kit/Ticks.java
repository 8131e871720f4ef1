package org.iecpools.kit;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** Makes a processor look at the clock regularly, also where no event comes. */
public final class Ticks {

  private static final Duration SIMULATED = Duration.ofMillis(50);
  private static final Duration LIVE = Duration.ofMillis(500);

  private Ticks() {}

  /** What a processor does at a look at the clock. */
  @FunctionalInterface
  public interface TickHandler {
    /**
     * @param now the clock's time; may be the same as last time
     * @return true when nothing was done and nothing that is due is left to do: the task is idle
     */
    boolean tick(Instant now);
  }

  /**
   * Calls the handler every 50 ms in a simulation and every 500 ms otherwise, on the task's own
   * thread. Called in a processor's {@code init}.
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
