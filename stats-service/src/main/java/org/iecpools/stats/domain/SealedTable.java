package org.iecpools.stats.domain;

import org.jspecify.annotations.Nullable;

/**
 * Sealed facts that are still in memory, and what is to be stored with them. Another thread may
 * read them while they are searched.
 */
public final class SealedTable implements SealedFacts {

  private final FactTable facts;
  private final byte[] sums;
  private volatile @Nullable SealedFacts written;

  /**
   * @param facts not changed any more
   * @param sums the sums of the days that have changed since facts were last sealed, for {@link
   *     Tally#restore}
   */
  SealedTable(FactTable facts, byte[] sums) {
    this.facts = facts;
    this.sums = sums;
  }

  /** The table of the facts; must not be changed. */
  public FactTable facts() {
    return facts;
  }

  /** The sums to store with the facts; must not be changed. */
  public byte[] sums() {
    return sums;
  }

  /** Declares that the facts are in a file. */
  public void written(SealedFacts file) {
    written = file;
  }

  @Override
  public int find(long hash, long hi, long lo) {
    int slot = facts.slot(hash, hi, lo);
    return facts.isNew(slot) ? -1 : slot;
  }

  @Override
  public long time(int slot) {
    return facts.time(slot);
  }

  @Override
  public int pool(int slot) {
    return facts.pool(slot);
  }

  @Override
  public int amount(int slot) {
    return facts.amount(slot);
  }

  @Override
  public int size() {
    return facts.size();
  }

  @Override
  public long heapBytes() {
    return facts.bytes() + sums.length;
  }

  @Override
  public long fileBytes() {
    return 0;
  }

  @Override
  public SealedFacts current() {
    SealedFacts file = written;
    return file == null ? this : file;
  }
}
