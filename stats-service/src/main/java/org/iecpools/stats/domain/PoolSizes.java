package org.iecpools.stats.domain;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * The contribution of one input partition to the number of candidates in each pool, up to any place
 * in its order. Not thread-safe.
 *
 * <p>Once a place has been requested, only later ones are requested, so everything before it can be
 * settled. Each change since the last round of its pool takes eight bytes.
 */
final class PoolSizes {

  /** The changes of a pool, each as twice its place, plus 1 if a candidate entered. */
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
   * Records that candidates entered or left.
   *
   * @param pool index of the pool
   * @param place place of the record, 0 or more
   * @param candidates number of candidates; negative if they left
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
   * The change by all records up to a place; may be negative. Empty for places before the settled
   * one.
   *
   * @param pool index of the pool
   * @param place the last place that counts
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

  /** Declares that earlier places of this pool will not be requested again. */
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

  /** Writes the state. */
  void write(DataOutput out) throws IOException {
    out.writeLong(changes);
    out.writeInt(byPool.size());
    for (Changes its : byPool) {
      out.writeBoolean(its != null);
      if (its != null) {
        out.writeLong(its.settled);
        out.writeLong(its.settledTo);
        out.writeInt(its.size);
        ByteBuffer kept = ByteBuffer.allocate(Long.BYTES * its.size);
        kept.asLongBuffer().put(its.kept, 0, its.size);
        out.write(kept.array());
      }
    }
  }

  /**
   * Reads a state that was written into this one, which must be empty.
   *
   * @param pools index of each pool by the index that it was written with
   */
  void read(DataInput in, int[] pools) throws IOException {
    changes = in.readLong();
    int count = in.readInt();
    for (int written = 0; written < count; written++) {
      if (in.readBoolean()) {
        int pool = pools[written];
        while (byPool.size() <= pool) {
          byPool.add(null);
        }
        Changes its = new Changes();
        its.settled = in.readLong();
        its.settledTo = in.readLong();
        its.size = in.readInt();
        byte[] kept = new byte[Long.BYTES * its.size];
        in.readFully(kept);
        its.kept = new long[Math.max(16, its.size)];
        ByteBuffer.wrap(kept).asLongBuffer().get(its.kept, 0, its.size);
        bytes += 8L * its.kept.length;
        byPool.set(pool, its);
      }
    }
  }

  private static int candidate(long change) {
    return (change & 1) == 1 ? 1 : -1;
  }

  /** Number of changes recorded so far. */
  long changes() {
    return changes;
  }

  long bytes() {
    return bytes;
  }
}
