package org.iecpools.bench;

import java.util.Map;
import org.iecpools.bench.season.PoolNumbers;

/** Where a contender publishes its numbers. */
interface Board extends AutoCloseable {

  /** What is published now, by pool as text; pools without numbers may be left out. */
  Map<String, PoolNumbers> read();

  @Override
  void close();
}
