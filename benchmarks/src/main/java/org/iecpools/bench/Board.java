package org.iecpools.bench;

import java.util.Map;
import org.iecpools.bench.season.PoolNumbers;

/** A place where a contender publishes its numbers. */
interface Board extends AutoCloseable {

  /**
   * The numbers published so far, by the pool's id as a string. Pools without numbers may be
   * missing.
   */
  Map<String, PoolNumbers> read();

  @Override
  void close();
}
