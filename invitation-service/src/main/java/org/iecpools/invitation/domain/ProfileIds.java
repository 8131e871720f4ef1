package org.iecpools.invitation.domain;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.UUID;

/**
 * Profile ids in ascending order as unsigned numbers, which {@link UUID#compareTo} does not know.
 * Kept as pairs of longs, 16 bytes each; sorting needs as much again for its time. Sorted by radix
 * from the leading byte on, in time that is linear in their number whatever they are.
 */
public final class ProfileIds {

  /** So few are sorted by insertion. */
  private static final int FEW = 48;

  private static final int DIGITS = 16;
  private static final int VALUES = 256;

  private final long[] most;
  private final long[] least;

  private ProfileIds(long[] most, long[] least) {
    this.most = most;
    this.least = least;
  }

  /**
   * Sorts ids.
   *
   * @param ids in any order, each once
   */
  public static ProfileIds of(Collection<UUID> ids) {
    long[] most = new long[ids.size()];
    long[] least = new long[ids.size()];
    int i = 0;
    for (UUID id : ids) {
      most[i] = id.getMostSignificantBits();
      least[i++] = id.getLeastSignificantBits();
    }
    new Sorting(most, least).sort(0, most.length, 0);
    return new ProfileIds(most, least);
  }

  /** How many. */
  public int size() {
    return most.length;
  }

  /**
   * One of them.
   *
   * @param index from 0
   */
  public UUID get(int index) {
    return new UUID(most[index], least[index]);
  }

  /** The 16 bytes of each from one index up to another, exclusive. */
  public byte[] bytes(int from, int to) {
    ByteBuffer bytes = ByteBuffer.allocate((to - from) * 16);
    for (int i = from; i < to; i++) {
      bytes.putLong(most[i]).putLong(least[i]);
    }
    return bytes.array();
  }

  /** Puts an id's 16 bytes at a place of a buffer. */
  void put(int index, ByteBuffer into, int at) {
    into.putLong(at, most[index]).putLong(at + 8, least[index]);
  }

  /** Compares as unsigned numbers of 128 bits. */
  static int compare(UUID one, UUID other) {
    return compare(
        one.getMostSignificantBits(),
        one.getLeastSignificantBits(),
        other.getMostSignificantBits(),
        other.getLeastSignificantBits());
  }

  private static int compare(long most, long least, long otherMost, long otherLeast) {
    int byMost = Long.compareUnsigned(most, otherMost);
    return byMost != 0 ? byMost : Long.compareUnsigned(least, otherLeast);
  }

  /** Sorts by one byte after the other, each part that has them in common by the next. */
  private static final class Sorting {
    private final long[] most;
    private final long[] least;
    private final long[] mostAside;
    private final long[] leastAside;
    private final int[][] ends = new int[DIGITS][];
    private final int[] next = new int[VALUES];

    Sorting(long[] most, long[] least) {
      this.most = most;
      this.least = least;
      mostAside = new long[most.length];
      leastAside = new long[most.length];
    }

    void sort(int from, int to, int digit) {
      if (to - from <= FEW) {
        insert(from, to);
      } else if (digit < DIGITS) {
        int[] ends = distribute(from, to, digit);
        int start = from;
        for (int value = 0; value < VALUES; value++) {
          int end = from + ends[value];
          if (end - start > 1) {
            sort(start, end, digit + 1);
          }
          start = end;
        }
      }
    }

    /** Puts them in the order of one byte; where each value ends, counted from the first. */
    private int[] distribute(int from, int to, int digit) {
      int[] ends = this.ends[digit] == null ? new int[VALUES] : this.ends[digit];
      this.ends[digit] = ends;
      Arrays.fill(ends, 0);
      long[] word = digit < 8 ? most : least;
      int shift = 56 - 8 * (digit & 7);
      for (int i = from; i < to; i++) {
        ends[(int) (word[i] >>> shift) & 0xff]++;
      }
      int sum = 0;
      for (int value = 0; value < VALUES; value++) {
        next[value] = from + sum;
        sum += ends[value];
        ends[value] = sum;
      }
      for (int i = from; i < to; i++) {
        int place = next[(int) (word[i] >>> shift) & 0xff]++;
        mostAside[place] = most[i];
        leastAside[place] = least[i];
      }
      System.arraycopy(mostAside, from, most, from, to - from);
      System.arraycopy(leastAside, from, least, from, to - from);
      return ends;
    }

    private void insert(int from, int to) {
      for (int i = from + 1; i < to; i++) {
        long m = most[i];
        long l = least[i];
        int place = i;
        while (place > from && compare(most[place - 1], least[place - 1], m, l) > 0) {
          most[place] = most[place - 1];
          least[place] = least[place - 1];
          place--;
        }
        most[place] = m;
        least[place] = l;
      }
    }
  }
}
