package org.iecpools.invitation.domain;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Profile ids in ascending order as unsigned numbers; {@link UUID#compareTo} compares them as
 * signed. Stored as pairs of longs, 16 bytes per id; sorting temporarily needs the same amount
 * again. A radix sort from the leading byte takes linear time for any ids.
 */
public final class ProfileIds {

  /** Ranges up to this length are sorted by insertion. */
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
   * @param ids distinct, in any order
   */
  public static ProfileIds of(Collection<UUID> ids) {
    long[] most = new long[ids.size()];
    long[] least = new long[ids.size()];
    int i = 0;
    for (UUID id : ids) {
      most[i] = id.getMostSignificantBits();
      least[i++] = id.getLeastSignificantBits();
    }
    return sorted(most, least);
  }

  /**
   * Sorts ids in place.
   *
   * @param most the leading 64 bits of each
   * @param least the other 64 bits of each
   */
  static ProfileIds sorted(long[] most, long[] least) {
    Sorting.sort(most, least);
    return new ProfileIds(most, least);
  }

  /** Number of ids. */
  public int size() {
    return most.length;
  }

  /**
   * The id at an index.
   *
   * @param index from 0
   */
  public UUID get(int index) {
    return new UUID(most[index], least[index]);
  }

  /** The ids from one index up to another, exclusive, 16 bytes each. */
  public byte[] bytes(int from, int to) {
    ByteBuffer bytes = ByteBuffer.allocate((to - from) * 16);
    for (int i = from; i < to; i++) {
      bytes.putLong(most[i]).putLong(least[i]);
    }
    return bytes.array();
  }

  /** Writes an id's 16 bytes into a buffer at a position. */
  void put(int index, ByteBuffer into, int at) {
    into.putLong(at, most[index]).putLong(at + 8, least[index]);
  }

  /** Compares ids as unsigned numbers of 128 bits. */
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

  /** Radix sort: distributes a range by one byte, then sorts each group by the next byte. */
  private static final class Sorting {
    private final long[] most;
    private final long[] least;
    private final long[] mostAside;
    private final long[] leastAside;
    private final int[][] ends = new int[DIGITS][];
    private final int[] next = new int[VALUES];

    private Sorting(long[] most, long[] least, long[] mostAside, long[] leastAside) {
      this.most = most;
      this.least = least;
      this.mostAside = mostAside;
      this.leastAside = leastAside;
    }

    /** Sorts all ids: by the first byte, then the groups of equal ones on all processors. */
    static void sort(long[] most, long[] least) {
      long[] mostAside = new long[most.length];
      long[] leastAside = new long[most.length];
      Sorting all = new Sorting(most, least, mostAside, leastAside);
      if (Portions.areFew(most.length)) {
        all.sort(0, most.length, 0);
        return;
      }
      int[] ends = all.distribute(0, most.length, 0).clone();
      IntStream.range(0, VALUES)
          .parallel()
          .forEach(
              value ->
                  new Sorting(most, least, mostAside, leastAside)
                      .sort(value == 0 ? 0 : ends[value - 1], ends[value], 1));
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

    /**
     * Distributes a range by one byte. Returns the end of each value's group, relative to the
     * range.
     */
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
