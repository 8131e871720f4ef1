package org.iecpools.stats.snapshot;

/**
 * Identifies what a snapshot is a count of, and by which rules. A snapshot is used only if all of
 * it is equal.
 *
 * @param program fingerprint of the program that counted, see {@link ProgramFingerprint}
 * @param environment revision of the environment in which it counted (ADR 26)
 * @param cluster id of the Kafka cluster
 * @param topicId id of the topic; a topic that is deleted and created again has another one
 * @param topic its name
 * @param partition its partition
 */
public record SnapshotKey(
    String program, int environment, String cluster, String topicId, String topic, int partition) {}
