package org.iecpools.kit.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * In-memory state read from several topics, at exactly known positions. Several readers may read at
 * the same time; no record is applied while one reads.
 */
public final class FollowedState {

  private final List<AppliedPositions> topics;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition advanced = lock.newCondition();
  private long advances;

  /**
   * @param topics determines the order of positions
   */
  public FollowedState(List<AppliedPositions> topics) {
    this.topics = List.copyOf(topics);
    topics.forEach(topic -> topic.whenAdvanced(this::advanced));
  }

  /**
   * Reads the state while no record is applied. The function must not wait for a record, and calls
   * must not be nested.
   *
   * @param reading receives the positions by topic and partition
   */
  public <T> T read(Function<List<List<Long>>, T> reading) {
    // Always in the same order, to avoid deadlocks between two readers and a waiting writer.
    List<Long> stamps = new ArrayList<>();
    try {
      topics.forEach(topic -> stamps.add(topic.hold()));
      return reading.apply(topics.stream().map(topic -> list(topic.held())).toList());
    } finally {
      IntStream.range(0, stamps.size()).forEach(i -> topics.get(i).release(stamps.get(i)));
    }
  }

  /**
   * The positions by topic and partition. Those of one topic are consistent; different topics may
   * be read at different times.
   */
  public List<List<Long>> positions() {
    return topics.stream().map(topic -> list(topic.next())).toList();
  }

  private static List<Long> list(long[] positions) {
    return Arrays.stream(positions).boxed().toList();
  }

  /** A counter that grows when a position has moved. */
  public long advances() {
    lock.lock();
    try {
      return advances;
    } finally {
      lock.unlock();
    }
  }

  private void advanced() {
    lock.lock();
    try {
      advances++;
      advanced.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until a position has moved.
   *
   * @param seen the value of {@link #advances} that the caller has seen
   * @param nanos maximum time to wait
   */
  public void awaitAdvance(long seen, long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    if (!lock.tryLock(nanos, TimeUnit.NANOSECONDS)) {
      return;
    }
    try {
      long left = end - System.nanoTime();
      while (advances == seen && left > 0) {
        left = advanced.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
