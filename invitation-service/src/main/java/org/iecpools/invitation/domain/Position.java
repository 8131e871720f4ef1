package org.iecpools.invitation.domain;

/**
 * Position of a record in the log.
 *
 * @param partition from 0
 * @param offset offset of the record
 */
public record Position(String topic, int partition, long offset) {}
