package org.iecpools.stats.domain;

import java.util.Arrays;
import java.util.function.LongBinaryOperator;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Sums of distinct facts of one pool over any period, one for each {@link Count}, and the numbers
 * derived from them. Addition is commutative. Raw numbers may be negative while a void or a
 * rejection is still to come, and for incomplete histories; displayed numbers are never negative.
 * Immutable.
 */
public final class Sums {

  /** All sums are 0. */
  public static final Sums ZERO = new Sums(new long[Count.ALL.size()]);

  /** By ordinal of the count. */
  private final long[] sums;

  private Sums(long[] sums) {
    this.sums = sums;
  }

  /**
   * Copies sums.
   *
   * @param sums one for each {@link Count}, by ordinal
   */
  static Sums of(long[] sums) {
    return new Sums(sums.clone());
  }

  /**
   * Creates sums.
   *
   * @param sum the sum of each count
   */
  public static Sums of(ToLongFunction<Count> sum) {
    long[] sums = new long[Count.ALL.size()];
    for (Count count : Count.ALL) {
      sums[count.ordinal()] = sum.applyAsLong(count);
    }
    return new Sums(sums);
  }

  /** The sum of one count. */
  public long of(Count count) {
    return sums[count.ordinal()];
  }

  /** Adds sums. */
  public Sums plus(Sums other) {
    return combined(other, Long::sum);
  }

  /** Subtracts sums. */
  public Sums minus(Sums other) {
    return combined(other, (mine, its) -> mine - its);
  }

  private Sums combined(Sums other, LongBinaryOperator operator) {
    long[] combined = new long[sums.length];
    for (int i = 0; i < combined.length; i++) {
      combined[i] = operator.applyAsLong(sums[i], other.sums[i]);
    }
    return new Sums(combined);
  }

  /** Declines that put a candidate back into the pool. */
  public long declinesCounting() {
    return of(Count.DECLINED) - of(Count.DECLINES_REJECTED);
  }

  /** Leaves that took a candidate out of the pool. */
  public long leavesCounting() {
    return of(Count.LEFT) - of(Count.LEAVES_VOIDED);
  }

  /** LOIs for invitations that had not ended otherwise, including cancelled ones. */
  public long loisCounting() {
    return of(Count.LOIS) - of(Count.LOIS_REJECTED);
  }

  /** Candidates in the pool, raw. */
  public long inPool() {
    return of(Count.ENTERED) - leavesCounting() - of(Count.INVITED) + declinesCounting();
  }

  /** Invitations that have not ended, raw. */
  public long open() {
    return of(Count.INVITED) - declinesCounting() - of(Count.CLOSED_UNUSED) - loisCounting();
  }

  /** LOIs in force, raw: the spots used. */
  public long loisInForce() {
    return of(Count.LOIS) - of(Count.LOIS_CANCELLED);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sums its && Arrays.equals(sums, its.sums);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sums);
  }

  @Override
  public String toString() {
    return Count.ALL.stream()
        .filter(count -> of(count) != 0)
        .map(count -> count + "=" + of(count))
        .collect(Collectors.joining(", ", "Sums[", "]"));
  }
}
