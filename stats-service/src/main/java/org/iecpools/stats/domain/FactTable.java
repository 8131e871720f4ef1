package org.iecpools.stats.domain;

/**
 * A hash table, in primitive arrays, of the facts of one input partition that add 0 or 1.
 * Duplicates are detected with it, however late, so no fact is ever removed. It takes {@value
 * #BYTES_PER_SLOT} bytes per slot; after the first growth, between three eighths and three quarters
 * of the slots are in use. Not thread-safe.
 *
 * <p>An identity is two longs: the subject's UUID, with its second half mixed with the count and,
 * for a stay, with the pool and the number of the stay. Subjects are random or hashed, with far
 * more than 64 bits, so a collision is less likely than a hardware error.
 */
public final class FactTable {

  /** Memory per slot, in bytes. */
  static final int BYTES_PER_SLOT = 3 * Long.BYTES + Integer.BYTES;

  /** Number of slots of the first table. */
  static final int FIRST_CAPACITY = 1 << 10;

  private static final int COUNTED = 1;

  private long[] first;
  private long[] second;
  private long[] times;

  /** {@code (pool + 1) << 1 | amount}; 0 for a free slot. */
  private int[] wheres;

  private int size;

  FactTable() {
    this(FIRST_CAPACITY);
  }

  /**
   * @param capacity number of slots, a power of two
   */
  FactTable(int capacity) {
    first = new long[capacity];
    second = new long[capacity];
    times = new long[capacity];
    wheres = new int[capacity];
  }

  /**
   * The slot that holds an identity or, if it is not known yet, the free slot for it; {@link
   * #isNew} distinguishes the two.
   *
   * @param hash {@link #hash} of the identity
   */
  int slot(long hash, long hi, long lo) {
    int mask = wheres.length - 1;
    int slot = (int) hash & mask;
    while (wheres[slot] != 0 && (first[slot] != hi || second[slot] != lo)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** The hash of an identity. */
  public static long hash(long hi, long lo) {
    return mix(hi ^ Long.rotateLeft(lo, 32));
  }

  /** Number of slots, a power of two. */
  public int capacity() {
    return wheres.length;
  }

  /** Whether the slot is free. */
  public boolean isNew(int slot) {
    return wheres[slot] == 0;
  }

  /** First half of the identity in a slot. */
  public long first(int slot) {
    return first[slot];
  }

  /** Second half of the identity in a slot. */
  public long second(int slot) {
    return second[slot];
  }

  /** Milliseconds UTC. */
  public long time(int slot) {
    return times[slot];
  }

  /** Index of the pool. */
  public int pool(int slot) {
    return (wheres[slot] >>> 1) - 1;
  }

  /** 0 or 1. */
  public int amount(int slot) {
    return wheres[slot] & COUNTED;
  }

  /** Number of facts. */
  public int size() {
    return size;
  }

  /** Memory used by the table, in bytes. */
  long bytes() {
    return (long) wheres.length * BYTES_PER_SLOT;
  }

  /**
   * Puts a fact into the slot found for it. Invalidates all slots found before.
   *
   * @param time milliseconds UTC
   * @param pool index of the pool, 0 or more
   * @param amount 0 or 1
   */
  void put(int slot, long hi, long lo, long time, int pool, int amount) {
    boolean isNew = isNew(slot);
    first[slot] = hi;
    second[slot] = lo;
    times[slot] = time;
    wheres[slot] = (pool + 1) << 1 | amount;
    if (isNew && ++size > wheres.length / 4 * 3) {
      grow();
    }
  }

  private void grow() {
    long[] oldFirst = first;
    long[] oldSecond = second;
    long[] oldTimes = times;
    int[] oldWheres = wheres;
    int capacity = Math.multiplyExact(oldWheres.length, 2);
    first = new long[capacity];
    second = new long[capacity];
    times = new long[capacity];
    wheres = new int[capacity];
    for (int old = 0; old < oldWheres.length; old++) {
      if (oldWheres[old] != 0) {
        int slot = slot(hash(oldFirst[old], oldSecond[old]), oldFirst[old], oldSecond[old]);
        first[slot] = oldFirst[old];
        second[slot] = oldSecond[old];
        times[slot] = oldTimes[old];
        wheres[slot] = oldWheres[old];
      }
    }
  }

  /** The finaliser of SplitMix64: each bit of the result depends on each bit of the value. */
  static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
