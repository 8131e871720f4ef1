package org.iecpools.stats.snapshot;

/**
 * The records that a snapshot includes.
 *
 * @param version the latest version of the rows that the count publishes (ADR 17)
 * @param beginning offset of the first record that the partition still had
 * @param next offset of the first record that is not included
 */
public record SnapshotPosition(int version, long beginning, long next) {}
