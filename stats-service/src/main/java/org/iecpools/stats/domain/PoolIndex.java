package org.iecpools.stats.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.iecpools.events.PoolId;

/** Gives each pool an index, from 0 in the order of appearance. Not thread-safe. */
public final class PoolIndex {

  private final Map<PoolId, Integer> indexes = new HashMap<>();
  private final List<PoolId> pools = new ArrayList<>();

  /** The index of a pool; the next free one for a new pool. */
  public int of(PoolId pool) {
    Integer known = indexes.get(pool);
    if (known != null) {
      return known;
    }
    pools.add(pool);
    indexes.put(pool, pools.size() - 1);
    return pools.size() - 1;
  }

  /** The pool with an index. */
  public PoolId pool(int index) {
    return pools.get(index);
  }
}
