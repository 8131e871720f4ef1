package org.iecpools.kit.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
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
   * Calls the handler every 500 ms, on the task's own thread, and commits if it was not idle or
   * somebody waits for a commit. To be called in a processor's {@code init}.
   *
   * <p>In a simulation the clock is checked every 20 ms, but the handler is only called if
   * something has happened since, and every 100 ms. The task then commits what it has done, because
   * the simulation's barrier waits for that: at once if it has been quiet or somebody begins to
   * wait, or when no more records come, otherwise 160 ms after the last commit.
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
          LIVE,
          PunctuationType.WALL_CLOCK_TIME,
          _ -> {
            if (!handler.tick(clock.instant()) || progress.isAwaited()) {
              context.commit();
            }
          });
    }
  }

  /** Checks a simulated clock on behalf of one processor of a task. */
  private static final class SimulatedTicker {
    /** A handler may have to react to a followed topic, which is not noticed here. */
    private static final int MOST_SKIPPED = 4;

    /**
     * Checks between two commits, 20 ms each. A transaction costs the broker as much as dozens of
     * records. A season took half the processor time with 8 instead of 3, and was slower with 20.
     */
    private static final int BETWEEN_COMMITS = 8;

    private final ProcessorContext<?, ?> context;
    private final TaskId task;
    private final String name;
    private final ClockProgress progress;
    private final ServiceClock clock;
    private final TickHandler handler;
    private @Nullable ThreadCounts counts;
    private long lastTick;
    private long lastProcessed;
    private boolean lastIdle;
    private int skipped;
    private boolean uncommitted;
    private int sinceCommit = BETWEEN_COMMITS;
    private long lastWait;

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
    }

    void check() {
      long wait = progress.lastWait();
      boolean awaited = progress.isAwaited();
      long tick = clock.tick();
      ThreadCounts thread = counts();
      long processed = thread.processed().getAsLong();
      boolean read = processed != lastProcessed;
      sinceCommit++;
      if (thread.known()
          && lastIdle
          && !read
          && !awaited
          && !uncommitted
          && tick == lastTick
          && ++skipped <= MOST_SKIPPED) {
        return;
      }
      skipped = 0;
      lastTick = tick;
      lastProcessed = processed;
      boolean wasIdle = lastIdle;
      lastIdle = handler.tick(clock.instant());
      progress.checked(task, name, tick, lastIdle, wait, thread.commits());
      // The first idle check after a busy one needs a commit of its own: the barrier waits for it.
      uncommitted |= read || !lastIdle || !wasIdle;
      boolean done = !read && lastIdle;
      if (wait != lastWait || uncommitted && (done || sinceCommit >= BETWEEN_COMMITS)) {
        context.commit();
        lastWait = wait;
        uncommitted = false;
        sinceCommit = 0;
      }
    }

    private ThreadCounts counts() {
      ThreadCounts known = counts;
      if (known == null) {
        known = ThreadCounts.of(context, Thread.currentThread().getName());
        counts = known;
      }
      return known;
    }
  }

  /**
   * What a stream thread has done so far.
   *
   * @param known false without such a thread, as in a test of a topology; both are 0 then
   */
  private record ThreadCounts(boolean known, LongSupplier processed, LongSupplier commits) {

    static ThreadCounts of(ProcessorContext<?, ?> context, String thread) {
      Optional<LongSupplier> processed = total(context, thread, "process-total");
      Optional<LongSupplier> commits = total(context, thread, "commit-total");
      return new ThreadCounts(
          processed.isPresent() && commits.isPresent(),
          processed.orElse(() -> 0),
          commits.orElse(() -> 0));
    }

    private static Optional<LongSupplier> total(
        ProcessorContext<?, ?> context, String thread, String metric) {
      return context.metrics().metrics().entrySet().stream()
          .filter(m -> m.getKey().name().equals(metric))
          .filter(m -> m.getKey().group().equals("stream-thread-metrics"))
          .filter(m -> thread.equals(m.getKey().tags().get("thread-id")))
          .<LongSupplier>map(m -> () -> ((Number) m.getValue().metricValue()).longValue())
          .findFirst();
    }
  }
}
