package org.iecpools.auditor;

import java.util.Comparator;

/**
 * The position of a record in the log.
 *
 * @param partition from 0
 * @param offset from 0
 */
public record Place(String topic, int partition, long offset) implements Comparable<Place> {

  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::topic)
          .thenComparingInt(Place::partition)
          .thenComparingLong(Place::offset);

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
