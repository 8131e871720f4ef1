package org.iecpools.invitation.domain;

/**
 * Place of a record in the log, as far as a country has read it.
 *
 * @param partition from 0
 * @param offset of the record
 */
public record Position(String topic, int partition, long offset) {}
