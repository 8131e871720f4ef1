package org.iecpools.events;

/** Events about pool membership, on {@code iec.pools}. */
public sealed interface PoolsEvent extends CandidateEvent
    permits PoolEntered, PoolLeft, PoolLeaveVoided, PoolEntryRefused, ProfileRejected {}
