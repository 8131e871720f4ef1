package org.iecpools.feed;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the faults of one file, up to a limit. */
final class Faults {

  /** A file may have a fault in each of many lines. */
  private static final int KEPT = 1000;

  private final List<FeedFault> kept = new ArrayList<>();
  private int total;

  void add(FeedFault fault) {
    total++;
    if (kept.size() < KEPT) {
      kept.add(fault);
    }
  }

  /** Whether further faults would not be kept. */
  boolean isFull() {
    return kept.size() == KEPT;
  }

  boolean isEmpty() {
    return total == 0;
  }

  FeedResult.Refused refused() {
    kept.sort(Comparator.comparingLong(FeedFault::line));
    return new FeedResult.Refused(kept, total);
  }
}
