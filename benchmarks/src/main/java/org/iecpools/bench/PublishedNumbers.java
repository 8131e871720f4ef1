package org.iecpools.bench;

import java.util.Map;
import org.iecpools.bench.season.PoolTotals;

/** The numbers that a contender has published so far. */
interface PublishedNumbers extends AutoCloseable {

  /**
   * Reads the current numbers, by the pool's id as a string. Pools without numbers may be absent.
   */
  Map<String, PoolTotals> read();

  @Override
  void close();
}
