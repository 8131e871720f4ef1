package org.iecpools.kit;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How far each task has come with the clock: what the simulation's barrier asks. */
public final class ClockProgress {

  /**
   * @param tick the simulated tick that the task had before it at its last look at the clock
   * @param idle whether it had nothing to do then, and nothing due was left
   * @param looks how often it has looked
   * @param thread the stream thread it ran on
   */
  record Look(long tick, boolean idle, long looks, String thread) {}

  private final Map<String, Look> looks = new ConcurrentHashMap<>();

  void looked(String task, long tick, boolean idle) {
    looks.merge(
        task,
        new Look(tick, idle, 1, Thread.currentThread().getName()),
        (old, now) -> new Look(now.tick(), now.idle(), old.looks() + 1, now.thread()));
  }

  void gone(String task) {
    looks.remove(task);
  }

  Collection<Look> all() {
    return looks.values();
  }
}
