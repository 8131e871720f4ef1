package org.iecpools.kit.stream;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.StampedLock;

/**
 * The positions up to which one topic has been applied in memory. Records and their positions are
 * applied atomically: a reader that holds the positions sees the effects of exactly the records
 * before them. One thread writes; any number of threads read.
 */
public final class AppliedPositions {

  private final StampedLock lock = new StampedLock();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** Replaced, never modified, so that {@link #next} can answer while a record is being applied. */
  private volatile long[] next = {};

  /** Creates positions without partitions. */
  public AppliedPositions() {}

  /** Sets the number of partitions. Known positions are kept. */
  public void partitions(int count) {
    long stamp = lock.writeLock();
    try {
      next = Arrays.copyOf(next, count);
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  /**
   * A record to apply.
   *
   * @param offset of the record; the position becomes the offset after it
   * @param effect applies the record in memory
   */
  public record Step(int partition, long offset, Runnable effect) {}

  /**
   * Applies records in the given order. Records should be passed in batches, because each call
   * waits for the current readers. If one fails, those before it remain applied.
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
   * Moves to positions without applying anything.
   *
   * @return whether any position has changed
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
   * Offset of the next record of each partition. Does not block, so that a follower that hangs
   * while applying a record can be detected.
   */
  public long[] next() {
    return next.clone();
  }

  /** Notifies listeners that one or more positions have moved. */
  public void advanced() {
    listeners.forEach(Runnable::run);
  }

  void whenAdvanced(Runnable listener) {
    listeners.add(listener);
  }

  /**
   * Blocks changes until {@link #release}. Several readers may hold the positions at the same time.
   */
  long hold() {
    return lock.readLock();
  }

  /** The positions, for a caller that holds them. */
  long[] held() {
    return next.clone();
  }

  void release(long stamp) {
    lock.unlockRead(stamp);
  }
}
