package org.iecpools.kit;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.processor.TaskId;

/** How far each task has come with the clock: what the simulation's barrier asks. */
public final class ClockProgress {

  private static final long NEVER = -1;

  private record Ticked(TaskId task, String processor) {}

  /**
   * @param tick the simulated tick that the task had before it at its last look at the clock; -1
   *     before its first
   * @param idle whether it had nothing to do then, and nothing due was left
   * @param looks how often it has looked
   */
  record Look(long tick, boolean idle, long looks) {}

  private final Map<Ticked, Look> looks = new ConcurrentHashMap<>();

  /** A task begins, perhaps again, after it has been elsewhere. */
  void begins(TaskId task, String processor) {
    looked(task, processor, NEVER, false);
  }

  void looked(TaskId task, String processor, long tick, boolean idle) {
    looks.merge(
        new Ticked(task, processor),
        new Look(tick, idle, 1),
        (old, now) -> new Look(now.tick(), now.idle(), old.looks() + 1));
  }

  /** The looks of these tasks; those that have moved to another instance are its to tell. */
  List<Look> of(Set<TaskId> tasks) {
    return looks.entrySet().stream()
        .filter(e -> tasks.contains(e.getKey().task()))
        .map(Map.Entry::getValue)
        .toList();
  }
}
