package org.iecpools.stats.domain;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;

/** Gives each pool an index, from 0 in the order of appearance. Not thread-safe. */
public final class PoolIndex {

  private final Map<PoolId, Integer> indexes = new HashMap<>();
  private final List<PoolId> pools = new ArrayList<>();
  private long[] hashes = new long[128];

  /** The index of a pool; the next free one for a new pool. */
  public int of(PoolId pool) {
    Integer known = indexes.get(pool);
    if (known != null) {
      return known;
    }
    if (pools.size() == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * hashes.length);
    }
    hashes[pools.size()] = hash(PoolIds.text(pool));
    pools.add(pool);
    indexes.put(pool, pools.size() - 1);
    return pools.size() - 1;
  }

  /**
   * A hash of the pool with an index, which is the same in every process. That two pools have the
   * same one is less likely than a hardware error.
   */
  long hash(int index) {
    return hashes[index];
  }

  private static long hash(String pool) {
    long hash = pool.length();
    for (int i = 0; i < pool.length(); i++) {
      hash = FactTable.mix(hash ^ pool.charAt(i));
    }
    return hash;
  }

  /** Writes all pools in the order of their indexes. */
  void write(DataOutput out) throws IOException {
    out.writeInt(pools.size());
    for (PoolId pool : pools) {
      out.writeUTF(PoolIds.text(pool));
    }
  }

  /** Reads pools; returns the index of each by the index that it was written with. */
  public int[] read(DataInput in) throws IOException {
    int[] indexes = new int[in.readInt()];
    for (int written = 0; written < indexes.length; written++) {
      indexes[written] = of(PoolIds.parse(in.readUTF()));
    }
    return indexes;
  }

  /** The pool with an index. */
  public PoolId pool(int index) {
    return pools.get(index);
  }
}
