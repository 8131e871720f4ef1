package org.iecpools.stats.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * What one input partition adds to the candidates in each pool, up to any place in its order. Not
 * for several threads.
 *
 * <p>Whoever asked for a place will ask for later ones from then on, so what lies before it can be
 * settled: eight bytes are kept for a change since the last round of its pool.
 */
final class PoolSizes {

  /** A pool's changes: the place, doubled, and 1 more where a candidate came in. */
  private static final class Changes {
    long settled;
    long settledTo = Long.MIN_VALUE;
    long[] kept = new long[16];
    int size;
  }

  private final List<Changes> byPool = new ArrayList<>();
  private long bytes;
  private long changes;

  /**
   * Candidates came in or went out.
   *
   * @param pool its number
   * @param place of the record that says so, 0 or more
   * @param candidates how many: negative where they went out
   */
  void change(int pool, long place, int candidates) {
    changes++;
    while (byPool.size() <= pool) {
      byPool.add(null);
    }
    Changes its = byPool.get(pool);
    if (its == null) {
      its = new Changes();
      byPool.set(pool, its);
      bytes += 8L * its.kept.length;
    }
    for (int i = Math.abs(candidates); i > 0; i--) {
      if (its.size == its.kept.length) {
        bytes += 8L * its.size;
        its.kept = Arrays.copyOf(its.kept, 2 * its.size);
      }
      its.kept[its.size++] = place << 1 | (candidates > 0 ? 1 : 0);
    }
  }

  /**
   * What the records up to a place add; may be negative, and unknown before what is settled.
   *
   * @param pool its number
   * @param place the last that counts
   */
  OptionalLong upTo(int pool, long place) {
    Changes its = pool < byPool.size() ? byPool.get(pool) : null;
    if (its == null) {
      return OptionalLong.of(0);
    }
    if (place < its.settledTo) {
      return OptionalLong.empty();
    }
    long candidates = its.settled;
    for (int i = 0; i < its.size; i++) {
      if (its.kept[i] >> 1 <= place) {
        candidates += candidate(its.kept[i]);
      }
    }
    return OptionalLong.of(candidates);
  }

  /** Nobody will ask for an earlier place of this pool again. */
  void settle(int pool, long place) {
    Changes its = pool < byPool.size() ? byPool.get(pool) : null;
    if (its == null || place < its.settledTo) {
      return;
    }
    int left = 0;
    for (int i = 0; i < its.size; i++) {
      if (its.kept[i] >> 1 <= place) {
        its.settled += candidate(its.kept[i]);
      } else {
        its.kept[left++] = its.kept[i];
      }
    }
    its.size = left;
    its.settledTo = place;
    if (its.kept.length > 4 * Math.max(16, left)) {
      bytes -= 8L * (its.kept.length - 2 * Math.max(8, left));
      its.kept = Arrays.copyOf(its.kept, 2 * Math.max(8, left));
    }
  }

  private static int candidate(long change) {
    return (change & 1) == 1 ? 1 : -1;
  }

  /** How often something changed. */
  long changes() {
    return changes;
  }

  long bytes() {
    return bytes;
  }
}
