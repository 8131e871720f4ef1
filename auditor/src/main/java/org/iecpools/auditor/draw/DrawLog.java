package org.iecpools.auditor.draw;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.iecpools.auditor.LoggedEvent;
import org.iecpools.auditor.Position;

/**
 * The event log up to the positions that were read: the only input of a verification.
 *
 * @param cluster the Kafka cluster's id
 * @param ends the position of the last record of each partition of the event topics
 * @param events the events that count, in any order
 * @param leftOut the events that are excluded only because of a dead letter
 * @param refused positions of records that are not valid events
 */
public record DrawLog(
    String cluster,
    List<Position> ends,
    List<LoggedEvent> events,
    List<LoggedEvent> leftOut,
    Set<Position> refused) {

  /** A log without invalid records. */
  public DrawLog(
      String cluster, List<Position> ends, List<LoggedEvent> events, List<LoggedEvent> leftOut) {
    this(cluster, ends, events, leftOut, Set.of());
  }

  /** The offset of the last record by partition. */
  Map<ReadPositions.Partition, Long> lastOffsets() {
    return ends.stream()
        .collect(Collectors.toMap(ReadPositions.Partition::of, Position::offset, Math::max));
  }
}
