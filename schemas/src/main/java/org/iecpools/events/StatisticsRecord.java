package org.iecpools.events;

/** Partial statistics per input partition, on {@code iec.statistics}; readers add them up. */
public sealed interface StatisticsRecord
    permits PartialSums, PoolSizeShare, RebuildOrdered, RebuildProgress {}
