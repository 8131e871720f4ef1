package org.iecpools.bench.contenders;

import java.nio.ByteBuffer;
import java.util.Collection;
import org.iecpools.bench.contenders.Contribution.Kind;
import org.iecpools.bench.season.PoolTotals;

/**
 * The sums of distinct contributions of one pool, by kind, and the numbers computed from them.
 * Immutable.
 */
public final class PoolSums {

  /** All sums are 0. */
  static final PoolSums ZERO = new PoolSums(new long[Kind.ALL.length]);

  private final long[] sums;

  private PoolSums(long[] sums) {
    this.sums = sums;
  }

  /** Creates an instance from sums in the order of {@link Kind}. */
  static PoolSums of(long[] sums) {
    return new PoolSums(sums.clone());
  }

  /** Adds up distinct contributions. */
  static PoolSums of(Collection<Contribution> distinct) {
    long[] sums = new long[Kind.ALL.length];
    for (Contribution contribution : distinct) {
      sums[contribution.identity().kind().ordinal()] += contribution.amount();
    }
    return new PoolSums(sums);
  }

  PoolSums plus(PoolSums other) {
    return combined(other, 1);
  }

  PoolSums minus(PoolSums other) {
    return combined(other, -1);
  }

  private PoolSums combined(PoolSums other, int sign) {
    long[] both = sums.clone();
    for (int i = 0; i < both.length; i++) {
      both[i] += sign * other.sums[i];
    }
    return new PoolSums(both);
  }

  private long sum(Kind kind) {
    return sums[kind.ordinal()];
  }

  /** The formulas of docs/rules.md without clamping: negative if events are missing. */
  public PoolTotals numbers() {
    long declines = sum(Kind.DECLINE) - sum(Kind.REJECTED_DECLINE);
    long leaves = sum(Kind.LEAVE) - sum(Kind.VOIDED_LEAVE);
    long invited = sum(Kind.INVITED);
    return new PoolTotals(
        sum(Kind.ENTRY) - leaves - invited + declines,
        invited,
        declines,
        invited - declines - sum(Kind.UNUSED_END) - (sum(Kind.LOI) - sum(Kind.REJECTED_LOI)),
        sum(Kind.LOI) - sum(Kind.CANCELLED_LOI));
  }

  /** Eight bytes per sum, big-endian, in the order of {@link Kind}. */
  byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * sums.length);
    for (long sum : sums) {
      bytes.putLong(sum);
    }
    return bytes.array();
  }

  /** The inverse of {@link #toBytes()}. */
  public static PoolSums fromBytes(byte[] bytes) {
    long[] sums = new long[Kind.ALL.length];
    ByteBuffer.wrap(bytes).asLongBuffer().get(sums);
    return new PoolSums(sums);
  }
}
