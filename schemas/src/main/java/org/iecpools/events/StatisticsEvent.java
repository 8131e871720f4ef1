package org.iecpools.events;

/** What input partitions come to, on {@code iec.statistics}: for readers to add up. */
public sealed interface StatisticsEvent
    permits PartialSums, PoolSizeShare, RebuildOrdered, RebuildProgress {}
