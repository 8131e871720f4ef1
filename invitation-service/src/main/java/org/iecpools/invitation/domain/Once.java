package org.iecpools.invitation.domain;

import java.util.HashSet;
import java.util.Set;

/**
 * What was counted, so that it is counted once. A country has six of these for each of hundreds of
 * thousands of candidates, nearly all of them empty or of one element: the set is immutable and
 * replaced, for that one has no hash table.
 */
final class Once<E> {
  private Set<E> counted;

  Once(Set<E> counted) {
    this.counted = Set.copyOf(counted);
  }

  /** Whether it counts: it was not there before. */
  boolean add(E element) {
    if (counted.contains(element)) {
      return false;
    }
    Set<E> more = new HashSet<>(counted);
    more.add(element);
    counted = Set.copyOf(more);
    return true;
  }

  boolean contains(E element) {
    return counted.contains(element);
  }

  /** All of it, as it is now. */
  Set<E> all() {
    return counted;
  }
}
