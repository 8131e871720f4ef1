package org.iecpools.kit.clock;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.processor.TaskId;

/** Tracks how far each task has followed the clock, for the simulation's barrier. */
public final class ClockProgress {

  private static final long NEVER = -1;

  private record Ticked(TaskId task, String processor) {}

  /**
   * State of a task at its last check of the clock.
   *
   * @param tick last simulated tick that the task had seen; -1 before its first check
   * @param idle whether the task had nothing to do and no due work was left
   * @param looks number of checks so far
   */
  public record Look(long tick, boolean idle, long looks) {}

  private final Map<Ticked, Look> looks = new ConcurrentHashMap<>();

  /** A task starts on this instance, possibly again after it has run on another one. */
  void begins(TaskId task, String processor) {
    looked(task, processor, NEVER, false);
  }

  void looked(TaskId task, String processor, long tick, boolean idle) {
    looks.merge(
        new Ticked(task, processor),
        new Look(tick, idle, 1),
        (old, now) -> new Look(now.tick(), now.idle(), old.looks() + 1));
  }

  /** The states of these tasks. Tasks that have moved to another instance are reported there. */
  public List<Look> of(Set<TaskId> tasks) {
    return looks.entrySet().stream()
        .filter(e -> tasks.contains(e.getKey().task()))
        .map(Map.Entry::getValue)
        .toList();
  }
}
