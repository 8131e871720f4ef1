package org.iecpools.kit;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.StampedLock;

/**
 * How far one topic has been read into memory. A record and its position are applied in one step: a
 * reader that holds the positions sees the effect of every record before them and of no other.
 */
public final class AppliedPositions {

  private final StampedLock lock = new StampedLock();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private long[] next = {};

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
   * Applies a record.
   *
   * @param offset of the record; the position is the one after it
   * @param effect takes the record into memory
   */
  public void apply(int partition, long offset, Runnable effect) {
    long stamp = lock.writeLock();
    try {
      effect.run();
      next[partition] = offset + 1;
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  /**
   * Moves to a position without anything to apply before it.
   *
   * @return whether that is another position than before
   */
  public boolean reach(int partition, long position) {
    long stamp = lock.writeLock();
    try {
      boolean moved = next[partition] != position;
      next[partition] = position;
      return moved;
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  /** Offset of the next record of each partition. */
  public long[] next() {
    long stamp = hold();
    try {
      return held();
    } finally {
      release(stamp);
    }
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
