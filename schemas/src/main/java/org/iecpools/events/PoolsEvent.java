package org.iecpools.events;

/** Who is in which pool, on {@code iec.pools}. */
public sealed interface PoolsEvent extends CandidateEvent
    permits PoolEntered, PoolLeft, PoolLeaveVoided, PoolEntryRefused, ProfileRejected {}
