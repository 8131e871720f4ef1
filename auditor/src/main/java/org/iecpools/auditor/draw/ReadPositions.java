package org.iecpools.auditor.draw;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iecpools.auditor.Position;
import org.iecpools.events.InputPosition;
import org.iecpools.events.RoundRun;

/** The offsets up to which a draw had read each partition, inclusive. */
final class ReadPositions {

  /** A partition of a topic. */
  record Partition(String topic, int number) {
    static Partition of(Position position) {
      return new Partition(position.topic(), position.partition());
    }

    @Override
    public String toString() {
      return topic + "-" + number;
    }
  }

  private final Map<Partition, Long> offsets = new HashMap<>();
  private final List<InputPosition> stated;

  ReadPositions(RoundRun run) {
    this.stated = run.getPositions();
    for (InputPosition position : stated) {
      offsets.merge(
          new Partition(position.getTopic(), position.getPartition()),
          position.getOffset(),
          Math::max);
    }
  }

  /** Whether the draw had read a record. */
  boolean includes(Position position) {
    return position.offset() <= upTo(Partition.of(position)).orElse(-1L);
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
