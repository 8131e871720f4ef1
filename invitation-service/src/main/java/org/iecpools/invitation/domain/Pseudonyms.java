package org.iecpools.invitation.domain;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.UUID;

/**
 * The names under which profiles take part in one round: the first 16 bytes of SHA-256(tag || round
 * id || profile id). Whoever knows a profile's id can compute its pseudonym. Nobody else can tell
 * which pseudonyms of two rounds belong to the same profile. Not thread-safe.
 */
final class Pseudonyms {

  private static final byte[] TAG = "iec-pools/name/2".getBytes(US_ASCII);
  private static final int ID = 16;

  private final MessageDigest sha = Sha256.digest();
  private final byte[] input = new byte[TAG.length + 2 * ID];
  private final ByteBuffer inputView = ByteBuffer.wrap(input);
  private final byte[] hash = new byte[Sha256.BYTES];
  private final ByteBuffer hashView = ByteBuffer.wrap(hash);

  /** The pseudonyms of one round. */
  Pseudonyms(UUID roundId) {
    inputView
        .put(TAG)
        .putLong(roundId.getMostSignificantBits())
        .putLong(roundId.getLeastSignificantBits());
  }

  /** The pseudonym of a profile, 16 bytes. It has no version of RFC 9562. */
  UUID of(UUID profileId) {
    int at = TAG.length + ID;
    inputView
        .putLong(at, profileId.getMostSignificantBits())
        .putLong(at + 8, profileId.getLeastSignificantBits());
    sha.update(input, 0, input.length);
    try {
      sha.digest(hash, 0, hash.length);
    } catch (DigestException e) {
      throw new IllegalStateException("there is room for a hash", e);
    }
    return new UUID(hashView.getLong(0), hashView.getLong(8));
  }
}
