package org.iecpools.auditor.draw;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.iecpools.auditor.LoggedEvent;
import org.iecpools.auditor.Place;

/**
 * The event log as far as it was read: all that a verification is a function of.
 *
 * @param cluster the Kafka cluster's id
 * @param ends the last record of each partition of the topics of events, as its place
 * @param events those that count, in any order
 * @param leftOut those that do not count for no other reason than that a dead letter says so
 */
public record DrawLog(
    String cluster, List<Place> ends, List<LoggedEvent> events, List<LoggedEvent> leftOut) {

  /** Offset of the last record, by partition. */
  Map<Positions.Partition, Long> lastOffsets() {
    return ends.stream()
        .collect(Collectors.toMap(Positions.Partition::of, Place::offset, Math::max));
  }
}
