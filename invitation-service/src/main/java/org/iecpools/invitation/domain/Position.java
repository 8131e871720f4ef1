package org.iecpools.invitation.domain;

import org.iecpools.events.InputPosition;

/**
 * Position of a record in the log. The last one that a country has read from each input partition
 * is one of its rows.
 *
 * @param partition from 0
 * @param offset offset of the record
 */
public record Position(String topic, int partition, long offset) {

  InputPosition inEvent() {
    return new InputPosition(topic, partition, offset);
  }
}
