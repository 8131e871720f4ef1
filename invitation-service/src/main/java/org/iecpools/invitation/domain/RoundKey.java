package org.iecpools.invitation.domain;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.UUID;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The key of a sealed round's tickets: HKDF-SHA-256 (RFC 5869) of the committed seed, with the
 * value of the announced beacon round as salt, and tag || round id || Merkle root as info.
 *
 * <p>Whoever knows the seed cannot compute the key before the beacon round, and whoever can predict
 * the beacon cannot compute it without the seed. Another list has another key.
 */
final class RoundKey {

  /** Length of a key in bytes. */
  static final int BYTES = 32;

  private static final byte[] TAG = "iec-pools/draw/2".getBytes(US_ASCII);
  private static final int ID = 16;

  private RoundKey() {}

  /**
   * The key of a round, {@value #BYTES} bytes.
   *
   * @param seed 32 bytes
   * @param beacon the value of the beacon round
   * @param root Merkle root over the sealed pseudonyms, 32 bytes
   */
  static byte[] of(byte[] seed, byte[] beacon, UUID roundId, byte[] root) {
    byte[] info =
        ByteBuffer.allocate(TAG.length + ID + root.length)
            .put(TAG)
            .putLong(roundId.getMostSignificantBits())
            .putLong(roundId.getLeastSignificantBits())
            .put(root)
            .array();
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.ofExtract().addIKM(seed).addSalt(beacon).thenExpand(info, BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HKDF-SHA-256 is part of the JDK", e);
    }
  }
}
