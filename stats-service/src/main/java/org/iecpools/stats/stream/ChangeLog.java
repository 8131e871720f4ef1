package org.iecpools.stats.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.ChangesRecord;
import org.iecpools.events.PoolId;
import org.iecpools.stats.domain.change.Reported;

/**
 * The changes reported: a fold of {@code iec.changes}, with one window of the latest changes for
 * all listeners, and the last ones of each pool. A position is the offset of the next record, so
 * any instance can continue from it. Thread-safe.
 */
public final class ChangeLog {

  /** Enough for the weekly publications of a month. A change takes about 1 kB. */
  static final int WINDOW = 4_096;

  private static final int MOST_PER_POOL = 30;

  /**
   * A change and its place.
   *
   * @param offset of its record
   */
  public record Numbered(long offset, ChangeMade change) {

    /** The position after it. */
    public long next() {
      return offset + 1;
    }
  }

  /**
   * Changes from a position on.
   *
   * @param changes ascending
   * @param next the position after them and after all records between
   */
  public record Slice(List<Numbered> changes, long next) {
    public Slice {
      changes = List.copyOf(changes);
    }
  }

  /** A pool without its season. */
  private record PoolOfAnySeason(String pool, String country) {
    static PoolOfAnySeason of(PoolId pool) {
      return new PoolOfAnySeason(
          "%s/%s/%s".formatted(pool.getCountry(), pool.getCategory(), pool.getStream()),
          pool.getCountry());
    }
  }

  private final long id;
  private final Reported reported = new Reported();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final TreeMap<Long, ChangeMade> window = new TreeMap<>();
  private final Map<PoolOfAnySeason, Deque<Numbered>> pools = new HashMap<>();
  private long windowStart;
  private volatile long next;

  /**
   * @param id identifies the topic; another topic, or one that was created again, has another id
   */
  public ChangeLog(long id) {
    this.id = id;
  }

  /** Identifies the topic whose positions these are. */
  public long id() {
    return id;
  }

  /** What has been reported. */
  public Reported reported() {
    return reported;
  }

  /** Applies the record at an offset; offsets ascend. */
  public void apply(ChangesRecord record, long offset) {
    lock.lock();
    try {
      reported.apply(record);
      if (record instanceof ChangeMade change) {
        keep(new Numbered(offset, change));
      }
      next = offset + 1;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void keep(Numbered numbered) {
    window.put(numbered.offset(), numbered.change());
    if (window.size() > WINDOW) {
      windowStart = window.pollFirstEntry().getKey() + 1;
    }
    PoolId pool = numbered.change().getPool();
    if (pool != null) {
      Deque<Numbered> last =
          pools.computeIfAbsent(PoolOfAnySeason.of(pool), _ -> new ArrayDeque<>());
      last.addLast(numbered);
      if (last.size() > MOST_PER_POOL) {
        last.removeFirst();
      }
    }
  }

  /** The position after the last record, 0 or more. Also a counter of what answers depend on. */
  public long next() {
    return next;
  }

  /**
   * The changes from a position on.
   *
   * @param most maximum number of changes
   * @return empty if the window no longer has all of them
   */
  public Optional<Slice> from(long position, int most) {
    lock.lock();
    try {
      if (position < windowStart) {
        return Optional.empty();
      }
      List<Numbered> changes = new ArrayList<>();
      for (Map.Entry<Long, ChangeMade> entry : window.tailMap(position).entrySet()) {
        if (changes.size() == most) {
          return Optional.of(new Slice(changes, changes.getLast().next()));
        }
        changes.add(new Numbered(entry.getKey(), entry.getValue()));
      }
      return Optional.of(new Slice(changes, Math.max(position, next)));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until there is a record at a position, or until the time is over.
   *
   * @throws InterruptedException if the thread is interrupted, as at the end of the service
   */
  public void await(long position, Duration atMost) throws InterruptedException {
    long left = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (next <= position && left > 0) {
        left = grown.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The last changes of all pools and seasons, newest first. */
  public List<Numbered> last(int most) {
    lock.lock();
    try {
      return window.descendingMap().entrySet().stream()
          .limit(most)
          .map(entry -> new Numbered(entry.getKey(), entry.getValue()))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** The last changes of a country's pools, of all seasons, newest first. */
  public List<Numbered> last(String country, int most) {
    return last(pool -> pool.country().equals(country), most);
  }

  /** The last changes of a pool, newest first; those of other seasons are included. */
  public List<Numbered> last(PoolId ofAnySeason, int most) {
    return last(PoolOfAnySeason.of(ofAnySeason)::equals, most);
  }

  private List<Numbered> last(Predicate<PoolOfAnySeason> wanted, int most) {
    lock.lock();
    try {
      Stream<Numbered> all =
          pools.entrySet().stream()
              .filter(entry -> wanted.test(entry.getKey()))
              .map(Map.Entry::getValue)
              .flatMap(Collection::stream);
      return all.sorted(Comparator.comparing(Numbered::offset).reversed()).limit(most).toList();
    } finally {
      lock.unlock();
    }
  }
}
