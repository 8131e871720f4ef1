package org.iecpools.events;

/** Partial statistics per input partition, on {@code iec.statistics}; readers add them up. */
public sealed interface StatisticsEvent
    permits PartialSums, PoolSizeShare, RebuildOrdered, RebuildProgress {}
