package org.iecpools.stats.domain;

/**
 * Facts of one input partition that were counted earlier and no longer change. If one of them is
 * replaced by another record of the same fact, the table that is still being filled contains the
 * replacement and takes precedence.
 */
public interface SealedFacts {

  /**
   * The slot of an identity; -1 if the fact is not among these.
   *
   * @param hash {@link FactTable#hash} of the identity
   */
  int find(long hash, long hi, long lo);

  /** Milliseconds UTC. */
  long time(int slot);

  /** Index of the pool. */
  int pool(int slot);

  /** 0 or 1. */
  int amount(int slot);

  /** Number of facts. */
  int size();

  /** Memory on the heap, in bytes. */
  long heapBytes();

  /** Length of the file that contains these facts, in bytes; 0 if they are only in memory. */
  long fileBytes();

  /** The same facts in a file, if they have been written in the meantime; otherwise these. */
  SealedFacts current();
}
