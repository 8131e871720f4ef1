package org.iecpools.stats.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.iecpools.events.PoolId;

/** Numbers pools from 0 in the order of their appearance. Not thread-safe. */
public final class PoolNumbers {

  private final Map<PoolId, Integer> numbers = new HashMap<>();
  private final List<PoolId> pools = new ArrayList<>();

  /** The number of a pool; the next free one for a new pool. */
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
