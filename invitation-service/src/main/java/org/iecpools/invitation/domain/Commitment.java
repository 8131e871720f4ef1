package org.iecpools.invitation.domain;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;
import org.iecpools.domain.SizeRule;
import org.jspecify.annotations.Nullable;

/**
 * The commitment to a round's secret seed: SHA-256 over a tag, the round's id, the rule that will
 * size it, the beacon's round if there is one, and the seed, all of fixed width (docs/draw.md).
 */
public final class Commitment {

  private static final byte[] TAG = "iec-pools/draw/1".getBytes(US_ASCII);
  private static final byte[] BEACON_TAG = "iec-pools/draw/2".getBytes(US_ASCII);
  private static final int LENGTH = 81;
  private static final int BEACON_LENGTH = 40;
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

  /**
   * The commitment of a round whose draw depends on a beacon as well, 32 bytes.
   *
   * @param beacon the beacon's round; null for the other kind of round
   * @param seed 32 bytes
   */
  public static byte[] of(UUID roundId, SizeRule rule, @Nullable BeaconChoice beacon, byte[] seed) {
    return beacon == null
        ? of(roundId, rule, seed)
        : Sha256.digest().digest(preimage(roundId, rule, beacon, seed));
  }

  /** {@link #of}, in hexadecimal. */
  static String text(UUID roundId, SizeRule rule, byte[] seed) {
    return text(roundId, rule, null, seed);
  }

  /** {@link #of}, in hexadecimal. */
  static String text(UUID roundId, SizeRule rule, @Nullable BeaconChoice beacon, byte[] seed) {
    return HexFormat.of().formatHex(of(roundId, rule, beacon, seed));
  }

  static byte[] preimage(UUID roundId, SizeRule rule, BeaconChoice beacon, byte[] seed) {
    return head(BEACON_TAG, LENGTH + BEACON_LENGTH, roundId, rule)
        .put(beacon.chainHash())
        .putLong(beacon.number())
        .put(seed)
        .array();
  }

  static byte[] preimage(UUID roundId, SizeRule rule, byte[] seed) {
    return head(TAG, LENGTH, roundId, rule).put(seed).array();
  }

  private static ByteBuffer head(byte[] tag, int length, UUID roundId, SizeRule rule) {
    ByteBuffer bytes =
        ByteBuffer.allocate(length)
            .put(tag)
            .putLong(roundId.getMostSignificantBits())
            .putLong(roundId.getLeastSignificantBits());
    switch (rule) {
      case SizeRule.Policy(Integer cap, double yield) ->
          bytes.put((byte) 0).putInt(0).putInt(cap == null ? NO_CAP : cap).putDouble(yield);
      case SizeRule.Operator(int size) ->
          bytes.put((byte) 1).putInt(size).putInt(NO_CAP).putDouble(0);
    }
    return bytes;
  }
}
