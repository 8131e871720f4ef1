package org.iecpools.stats.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.iecpools.events.PoolId;

/** Small numbers for pools, in the order of their appearance, from 0. Not for several threads. */
public final class PoolNumbers {

  private final Map<PoolId, Integer> numbers = new HashMap<>();
  private final List<PoolId> pools = new ArrayList<>();

  /** A pool's number; a new one for a pool not asked for before. */
  public int of(PoolId pool) {
    Integer known = numbers.get(pool);
    if (known != null) {
      return known;
    }
    pools.add(pool);
    numbers.put(pool, pools.size() - 1);
    return pools.size() - 1;
  }

  /** The pool of a number. */
  public PoolId pool(int number) {
    return pools.get(number);
  }
}
