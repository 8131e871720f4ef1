package org.iecpools.bench.rivals;

import java.nio.ByteBuffer;
import java.util.Collection;
import org.iecpools.bench.rivals.Mention.Kind;
import org.iecpools.bench.season.PoolNumbers;

/**
 * The sums of distinct mentions of one pool, by kind, and the numbers computed from them.
 * Immutable.
 */
public final class Tally {

  /** All sums are 0. */
  static final Tally ZERO = new Tally(new long[Kind.ALL.length]);

  private final long[] sums;

  private Tally(long[] sums) {
    this.sums = sums;
  }

  /** Creates a tally from sums in the order of {@link Kind}. */
  static Tally of(long[] sums) {
    return new Tally(sums.clone());
  }

  /** Adds up distinct mentions. */
  static Tally of(Collection<Mention> distinct) {
    long[] sums = new long[Kind.ALL.length];
    for (Mention mention : distinct) {
      sums[mention.identity().kind().ordinal()] += mention.amount();
    }
    return new Tally(sums);
  }

  Tally plus(Tally other) {
    return combined(other, 1);
  }

  Tally minus(Tally other) {
    return combined(other, -1);
  }

  private Tally combined(Tally other, int sign) {
    long[] both = sums.clone();
    for (int i = 0; i < both.length; i++) {
      both[i] += sign * other.sums[i];
    }
    return new Tally(both);
  }

  private long sum(Kind kind) {
    return sums[kind.ordinal()];
  }

  /** The formulas of docs/rules.md without clamping: negative if events are missing. */
  public PoolNumbers numbers() {
    long declines = sum(Kind.DECLINE) - sum(Kind.REJECTED_DECLINE);
    long leaves = sum(Kind.LEAVE) - sum(Kind.VOIDED_LEAVE);
    long invited = sum(Kind.INVITED);
    return new PoolNumbers(
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
  public static Tally fromBytes(byte[] bytes) {
    long[] sums = new long[Kind.ALL.length];
    ByteBuffer.wrap(bytes).asLongBuffer().get(sums);
    return new Tally(sums);
  }
}
