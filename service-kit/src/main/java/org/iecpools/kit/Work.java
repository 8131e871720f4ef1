package org.iecpools.kit;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** What a service works on, as readiness and the simulation's barrier ask. */
public interface Work {

  /** Whether it goes on; what it reads may still have to be caught up with. */
  boolean isRunning();

  /** The consumer group under which it commits how far it has read. */
  String group();

  /** What it reads under that group, all instances together. */
  Set<TopicPartition> inputs();

  /** Of these inputs those that this instance has now; empty while they are being assigned. */
  Set<TopicPartition> owned();

  /** A number that grows while state is restored, before which nothing can be committed. */
  long restored();

  /** Why it will never go on in this process; empty while it may. */
  Optional<String> failure();

  /** Whether it has looked at the clock since this tick. Cheap. */
  boolean hasReached(long tick);

  /**
   * Whether it had nothing to do at this tick, now that its inputs are read, and has committed what
   * it may have written before. May wait for seconds.
   */
  boolean restsAt(long tick);

  /** Whether the service's other instances say of themselves that they rest at this tick. */
  boolean othersRestAt(long tick);
}
