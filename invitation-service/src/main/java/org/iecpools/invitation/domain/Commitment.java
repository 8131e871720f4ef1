package org.iecpools.invitation.domain;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;
import org.iecpools.domain.SizeRule;

/**
 * The commitment to a round's secret seed: SHA-256 over a tag, the round's id, the rule that will
 * size it and the seed, all of fixed width (docs/draw.md).
 */
public final class Commitment {

  private static final byte[] TAG = "iec-pools/draw/1".getBytes(US_ASCII);
  private static final int LENGTH = 81;
  private static final int NO_CAP = -1;

  private Commitment() {}

  /**
   * The commitment, 32 bytes.
   *
   * @param seed 32 bytes
   */
  public static byte[] of(UUID roundId, SizeRule rule, byte[] seed) {
    return Sha256.digest().digest(preimage(roundId, rule, seed));
  }

  /** {@link #of}, in hexadecimal. */
  static String text(UUID roundId, SizeRule rule, byte[] seed) {
    return HexFormat.of().formatHex(of(roundId, rule, seed));
  }

  static byte[] preimage(UUID roundId, SizeRule rule, byte[] seed) {
    ByteBuffer bytes =
        ByteBuffer.allocate(LENGTH)
            .put(TAG)
            .putLong(roundId.getMostSignificantBits())
            .putLong(roundId.getLeastSignificantBits());
    switch (rule) {
      case SizeRule.Policy(Integer cap, double yield) ->
          bytes.put((byte) 0).putInt(0).putInt(cap == null ? NO_CAP : cap).putDouble(yield);
      case SizeRule.Operator(int size) ->
          bytes.put((byte) 1).putInt(size).putInt(NO_CAP).putDouble(0);
    }
    return bytes.put(seed).array();
  }
}
