package org.iecpools.kit.clock;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
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
   * @param number of the check, from 1
   * @param before number of commits of the task's thread at the check
   * @param commits number of commits of the task's thread until now
   */
  private record Check(long tick, boolean idle, long number, long before, LongSupplier commits) {}

  private final Map<Ticked, Check> checks = new ConcurrentHashMap<>();
  private final AtomicInteger awaiting = new AtomicInteger();

  /** A task starts on this instance, possibly again after it has run on another one. */
  void begins(TaskId task, String processor) {
    looked(task, processor, NEVER, false, () -> 0);
  }

  /**
   * A task has checked the clock.
   *
   * @param commits number of commits of the task's thread
   */
  void looked(TaskId task, String processor, long tick, boolean idle, LongSupplier commits) {
    long before = commits.getAsLong();
    checks.merge(
        new Ticked(task, processor),
        new Check(tick, idle, 1, before, commits),
        (old, _) -> new Check(tick, idle, old.number() + 1, before, commits));
  }

  /**
   * Whether these tasks have all checked the clock at this tick or later, and found nothing to do.
   * Tasks that have moved to another instance are reported there.
   */
  public boolean isIdle(Set<TaskId> tasks, long tick) {
    return of(tasks).allMatch(entry -> isIdle(entry.getValue(), tick));
  }

  private static boolean isIdle(Check check, long tick) {
    return check.idle() && check.tick() >= tick;
  }

  private Stream<Map.Entry<Ticked, Check>> of(Set<TaskId> tasks) {
    return checks.entrySet().stream().filter(e -> tasks.contains(e.getKey().task()));
  }

  /** Begins to wait until tasks are idle at a tick and commit after that. */
  public IdleCommit idleCommit(long tick) {
    Map<Ticked, Long> numbers = new HashMap<>();
    checks.forEach((ticked, check) -> numbers.put(ticked, check.number()));
    return new IdleCommit(tick, numbers);
  }

  /** A wait until tasks check the clock once more, find nothing to do and commit after that. */
  public final class IdleCommit {
    private final long tick;
    private final Map<Ticked, Long> last;

    /** Number of commits at an idle check since the beginning, by task. */
    private final Map<Ticked, Long> idle = new HashMap<>();

    private IdleCommit(long tick, Map<Ticked, Long> last) {
      this.tick = tick;
      this.last = last;
    }

    /** Whether all of these tasks have done so. To be called repeatedly, by one thread. */
    public boolean isSeen(Set<TaskId> tasks) {
      return of(tasks).filter(e -> !isSeen(e.getKey(), e.getValue())).findAny().isEmpty();
    }

    private boolean isSeen(Ticked ticked, Check check) {
      if (!isIdle(check, tick)) {
        idle.remove(ticked);
        return false;
      }
      if (check.number() > last.getOrDefault(ticked, 0L)) {
        idle.putIfAbsent(ticked, check.before());
      }
      Long before = idle.get(ticked);
      return before != null && check.commits().getAsLong() > before;
    }
  }

  /**
   * Asks the tasks to commit after each check of the clock, until {@link #release}. Without it a
   * commit may follow as late as the commit interval.
   */
  public void hurry() {
    awaiting.incrementAndGet();
  }

  /** Ends one {@link #hurry}. */
  public void release() {
    awaiting.decrementAndGet();
  }

  boolean isAwaited() {
    return awaiting.get() > 0;
  }
}
