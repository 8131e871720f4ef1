package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.media.Schema;
import org.iecpools.events.InputPosition;

/** A position in the log up to which a draw had read a partition. */
record LogPosition(
    @Schema(description = "Topic.") String topic,
    @Schema(description = "Partition, from 0.") int partition,
    @Schema(description = "Offset of the last record that was read.") long offset) {

  static LogPosition of(InputPosition position) {
    return new LogPosition(position.getTopic(), position.getPartition(), position.getOffset());
  }
}
