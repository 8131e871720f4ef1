package org.iecpools.stats.domain;

/**
 * The facts of one input partition that add 0 or 1, in primitive arrays: what a duplicate is
 * recognised by, weeks later too. {@value #BYTES_PER_SLOT} bytes a slot, of which between three
 * eighths and three quarters are in use; nothing is ever forgotten. Not for several threads.
 *
 * <p>An identity is two longs: the subject's UUID, its second half mixed with the count, and for a
 * stay with the pool and the number of the stay. Subjects are random, or hashes, in far more than
 * 64 bits, so that two identities that meet here are less likely than an error of the machine.
 */
final class FactTable {

  /** Memory for each slot. */
  static final int BYTES_PER_SLOT = 3 * Long.BYTES + Integer.BYTES;

  private static final int FIRST_CAPACITY = 1 << 10;
  private static final int COUNTED = 1;

  private long[] first = new long[FIRST_CAPACITY];
  private long[] second = new long[FIRST_CAPACITY];
  private long[] times = new long[FIRST_CAPACITY];

  /** Pool's number, shifted by one, and whether it counts, shifted by one more; 0 where free. */
  private int[] wheres = new int[FIRST_CAPACITY];

  private int size;

  /** A new fact's slot is its answer; a known one's too, see {@link #isNew}. */
  int slot(long hi, long lo) {
    int mask = wheres.length - 1;
    int slot = (int) mix(hi ^ Long.rotateLeft(lo, 32)) & mask;
    while (wheres[slot] != 0 && (first[slot] != hi || second[slot] != lo)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  boolean isNew(int slot) {
    return wheres[slot] == 0;
  }

  /** Milliseconds UTC. */
  long time(int slot) {
    return times[slot];
  }

  int pool(int slot) {
    return (wheres[slot] >>> 1) - 1;
  }

  int amount(int slot) {
    return wheres[slot] & COUNTED;
  }

  /** Facts known. */
  int size() {
    return size;
  }

  /** Bytes that the table takes. */
  long bytes() {
    return (long) wheres.length * BYTES_PER_SLOT;
  }

  /**
   * Puts a fact into the slot that was found for it; slots found before are not valid after.
   *
   * @param time milliseconds UTC
   * @param pool its number, 0 or more
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
        int slot = slot(oldFirst[old], oldSecond[old]);
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
