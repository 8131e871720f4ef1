package org.iecpools.auditor.draw;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iecpools.auditor.Place;
import org.iecpools.events.InputPosition;
import org.iecpools.events.RoundRun;

/** The positions up to which a draw had read each partition, inclusive. */
final class Positions {

  /** A partition of a topic. */
  record Partition(String topic, int number) {
    static Partition of(Place place) {
      return new Partition(place.topic(), place.partition());
    }

    @Override
    public String toString() {
      return topic + "-" + number;
    }
  }

  private final Map<Partition, Long> offsets = new HashMap<>();
  private final List<InputPosition> stated;

  Positions(RoundRun run) {
    this.stated = run.getPositions();
    for (InputPosition position : stated) {
      offsets.merge(
          new Partition(position.getTopic(), position.getPartition()),
          position.getOffset(),
          Math::max);
    }
  }

  /** Whether the draw had read a record. */
  boolean saw(Place place) {
    return place.offset() <= upTo(Partition.of(place)).orElse(-1L);
  }

  Optional<Long> upTo(Partition partition) {
    return Optional.ofNullable(offsets.get(partition));
  }

  /** The last offset read, by partition. */
  Map<Partition, Long> offsets() {
    return offsets;
  }

  /** Whether a partition is stated twice. */
  boolean repeats() {
    return stated.size() != offsets.size();
  }
}
