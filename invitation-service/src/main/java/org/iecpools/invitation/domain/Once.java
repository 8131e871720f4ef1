package org.iecpools.invitation.domain;

import java.util.HashSet;
import java.util.Set;

/**
 * Set of what was counted, so that each element counts once. A country has six of these for each of
 * hundreds of thousands of candidates, and nearly all have at most one element. The set is
 * immutable and replaced, because an immutable set of that size has no hash table.
 */
final class Once<E> {
  private Set<E> counted;

  Once(Set<E> counted) {
    this.counted = Set.copyOf(counted);
  }

  /** Adds an element. Returns true if it is new and therefore counts. */
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

  /** All counted elements. */
  Set<E> all() {
    return counted;
  }
}
