package org.iecpools.kit.clock;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.kafka.streams.processor.TaskId;

/** Tracks how far each task has followed the clock, for the simulation's barrier. */
public final class ClockProgress {

  private static final long NEVER = -1;

  private record Ticked(TaskId task, String processor) {}

  /**
   * A task's last check of the clock.
   *
   * @param tick last simulated tick that the task had seen; -1 before its first check
   * @param idle whether the task had nothing to do and no due work was left
   * @param afterWait number of the last wait that had begun before the check
   * @param before number of commits of the task's thread at the check
   * @param commits number of commits of the task's thread until now
   */
  private record Check(long tick, boolean idle, long afterWait, long before, LongSupplier commits) {

    boolean isIdle(long atTick) {
      return idle && tick >= atTick;
    }
  }

  private final Map<Ticked, Check> checks = new ConcurrentHashMap<>();
  private final AtomicLong waits = new AtomicLong();
  private final AtomicInteger waiting = new AtomicInteger();

  /** A task starts on this instance, possibly again after it has run on another one. */
  void begins(TaskId task, String processor) {
    checks.put(new Ticked(task, processor), new Check(NEVER, false, NEVER, 0, () -> 0));
  }

  /**
   * A task has checked the clock.
   *
   * @param wait the result of {@link #lastWait} when the check began
   * @param commits number of commits of the task's thread
   */
  void checked(
      TaskId task, String processor, long tick, boolean idle, long wait, LongSupplier commits) {
    checks.put(
        new Ticked(task, processor), new Check(tick, idle, wait, commits.getAsLong(), commits));
  }

  /** Number of the last wait that has begun; 0 before the first. */
  long lastWait() {
    return waits.get();
  }

  /** Whether someone waits for a commit. */
  public boolean isAwaited() {
    return waiting.get() > 0;
  }

  /**
   * Whether these tasks have all checked the clock at this tick or later, and found nothing to do.
   * Tasks that have moved to another instance are reported there.
   */
  public boolean isIdle(Set<TaskId> tasks, long tick) {
    return of(tasks).allMatch(entry -> entry.getValue().isIdle(tick));
  }

  private Stream<Map.Entry<Ticked, Check>> of(Set<TaskId> tasks) {
    return checks.entrySet().stream().filter(e -> tasks.contains(e.getKey().task()));
  }

  /**
   * A wait for commits. In a simulation the tasks commit once after their next check of the clock;
   * otherwise a commit may follow as late as the commit interval.
   */
  public Wait await() {
    return new Wait();
  }

  /** Someone waits for commits of the tasks. Not thread-safe. */
  public final class Wait implements AutoCloseable {
    private final long number = waits.incrementAndGet();

    /** Number of commits at an idle check that began after this wait, by task. */
    private final Map<Ticked, Long> idle = new HashMap<>();

    private Wait() {
      waiting.incrementAndGet();
    }

    /**
     * Whether each of these tasks has checked the clock since this wait began, found nothing to do
     * at this tick, and committed after that. To be called repeatedly.
     */
    public boolean isCommitted(Set<TaskId> tasks, long tick) {
      // Not allMatch, because each task's first idle check is to be noticed.
      return of(tasks).filter(e -> !isCommitted(e.getKey(), e.getValue(), tick)).count() == 0;
    }

    private boolean isCommitted(Ticked ticked, Check check, long tick) {
      if (!check.isIdle(tick)) {
        idle.remove(ticked);
        return false;
      }
      if (check.afterWait() >= number) {
        idle.putIfAbsent(ticked, check.before());
      }
      Long before = idle.get(ticked);
      return before != null && check.commits().getAsLong() > before;
    }

    @Override
    public void close() {
      waiting.decrementAndGet();
    }
  }
}
