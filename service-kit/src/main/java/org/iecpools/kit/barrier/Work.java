package org.iecpools.kit.barrier;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** The work of a service, for readiness and the simulation's barrier. */
public interface Work {

  /** Whether the work is running. It may still be catching up with its inputs. */
  boolean isRunning();

  /** The consumer group that commits the progress. */
  String group();

  /** The input partitions of that group, of all instances together. */
  Set<TopicPartition> inputs();

  /**
   * The inputs that are currently assigned to this instance; empty while they are being assigned.
   */
  Set<TopicPartition> owned();

  /** A counter that grows while state is restored, during which nothing can be committed. */
  long restored();

  /** Why the work can never continue in this process; empty if it can. */
  Optional<String> failure();

  /** Whether the work has checked the clock since this tick and found nothing to do. Cheap. */
  boolean hasReached(long tick);

  /**
   * Whether there is nothing left to do at this tick, given that the inputs are read, and
   * everything written before is committed. May wait for seconds.
   */
  boolean restsAt(long tick);

  /** Whether the other instances of the service report that they rest at this tick. */
  boolean othersRestAt(long tick);
}
