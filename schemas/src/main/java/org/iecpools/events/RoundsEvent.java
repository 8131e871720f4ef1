package org.iecpools.events;

/** Decisions about pools, on {@code iec.rounds}. */
public sealed interface RoundsEvent extends Event
    permits RoundScheduled, RoundSealed, RoundCancelled, RoundRun, PoolClosed, PoolOpened {

  /** The pool that the decision is about. */
  PoolId getPool();
}
