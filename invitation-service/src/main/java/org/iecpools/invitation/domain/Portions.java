package org.iecpools.invitation.domain;

import java.util.stream.IntStream;

/**
 * Divides work on a long list into portions that run on all processors. A draw has to end within a
 * transaction, and what it computes for one candidate does not depend on the others.
 */
final class Portions {

  /** Items of a portion: a multiple of {@link MerkleTree#CHUNK}. */
  private static final int SIZE = 4 * MerkleTree.CHUNK;

  /** Work on the items from one index up to another, exclusive. */
  @FunctionalInterface
  interface Work {
    void on(int from, int to);
  }

  private Portions() {}

  /** Whether a list is too short to be divided. */
  static boolean areFew(int items) {
    return items <= SIZE;
  }

  /**
   * Runs the work on all items, at once if they are few.
   *
   * @param work changes nothing that another portion reads
   */
  static void each(int items, Work work) {
    if (areFew(items)) {
      work.on(0, items);
      return;
    }
    int portions = Math.ceilDiv(items, SIZE);
    IntStream.range(0, portions)
        .parallel()
        .forEach(i -> work.on(i * SIZE, Math.min(items, (i + 1) * SIZE)));
  }
}
