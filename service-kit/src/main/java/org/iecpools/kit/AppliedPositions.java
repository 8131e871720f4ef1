package org.iecpools.kit;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.StampedLock;

/**
 * How far one topic has been read into memory. Records and their positions are applied in one step:
 * a reader that holds the positions sees the effect of every record before them and of no other.
 * One thread applies and moves, any number of threads read.
 */
public final class AppliedPositions {

  private final StampedLock lock = new StampedLock();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** Replaced, never changed: {@link #next} must answer while a record is being applied. */
  private volatile long[] next = {};

  /** Nothing has been read yet. */
  public AppliedPositions() {}

  /** The topic has this many partitions. Positions that are known are kept. */
  public void partitions(int count) {
    long stamp = lock.writeLock();
    try {
      next = Arrays.copyOf(next, count);
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  /**
   * A record to be applied.
   *
   * @param offset of the record; the position is the one after it
   * @param effect takes the record into memory
   */
  public record Step(int partition, long offset, Runnable effect) {}

  /**
   * Applies records in this order. Many at once, because each call waits for the readers of the
   * moment. If one fails, those before it are applied.
   */
  public void apply(List<Step> steps) {
    if (steps.isEmpty()) {
      return;
    }
    long stamp = lock.writeLock();
    long[] moved = next.clone();
    try {
      for (Step step : steps) {
        step.effect().run();
        moved[step.partition()] = step.offset() + 1;
      }
    } finally {
      next = moved;
      lock.unlockWrite(stamp);
    }
  }

  /**
   * Moves to positions, with nothing to apply before them.
   *
   * @return whether one of them is another than before
   */
  public boolean reach(long[] positions) {
    if (Arrays.equals(next, positions)) {
      return false;
    }
    long stamp = lock.writeLock();
    try {
      next = positions.clone();
      return true;
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  /**
   * Offset of the next record of each partition. Does not wait, so that a follower that hangs in a
   * record can be noticed.
   */
  public long[] next() {
    return next.clone();
  }

  /** Positions have moved, perhaps several: wakes those that wait for that. */
  public void advanced() {
    listeners.forEach(Runnable::run);
  }

  void whenAdvanced(Runnable listener) {
    listeners.add(listener);
  }

  /** Keeps everything as it is until {@link #release}; several readers may at the same time. */
  long hold() {
    return lock.readLock();
  }

  /** The positions, for whoever holds them. */
  long[] held() {
    return next.clone();
  }

  void release(long stamp) {
    lock.unlockRead(stamp);
  }
}
