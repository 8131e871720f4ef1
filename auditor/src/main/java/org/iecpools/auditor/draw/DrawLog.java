package org.iecpools.auditor.draw;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.iecpools.auditor.LoggedEvent;
import org.iecpools.auditor.Place;

/**
 * The event log up to the positions that were read: the only input of a verification.
 *
 * @param cluster the Kafka cluster's id
 * @param ends the place of the last record of each partition of the event topics
 * @param events the events that count, in any order
 * @param leftOut the events that are excluded only because of a dead letter
 */
public record DrawLog(
    String cluster, List<Place> ends, List<LoggedEvent> events, List<LoggedEvent> leftOut) {

  /** The offset of the last record by partition. */
  Map<Positions.Partition, Long> lastOffsets() {
    return ends.stream()
        .collect(Collectors.toMap(Positions.Partition::of, Place::offset, Math::max));
  }
}
