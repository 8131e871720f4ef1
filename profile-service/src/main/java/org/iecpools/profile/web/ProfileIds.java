package org.iecpools.profile.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.iecpools.kit.keys.SecretKey;

/**
 * Assigns ids to profiles. A ticket in a draw follows from the seed and the profile's id, so
 * clients must neither choose an id nor predict one.
 *
 * <p>With an idempotency key the id is an HMAC of candidate and key under a secret of the
 * installation: a repeat gets the same id from every instance, even before the first request has
 * been read from the log.
 */
public final class ProfileIds {

  private static final byte[] TAG = "iec-pools/profile-id/1".getBytes(StandardCharsets.US_ASCII);

  private final SecretKey secret;

  /**
   * @param secret key of the HMAC, the same in all instances
   */
  public ProfileIds(SecretKey secret) {
    this.secret = secret;
  }

  /** A random id. */
  UUID next() {
    return UUID.randomUUID();
  }

  /** The id for a candidate's idempotency key: a UUID of version 8 (RFC 9562). */
  UUID of(UUID candidateId, String idempotencyKey) {
    byte[] key = idempotencyKey.getBytes(StandardCharsets.UTF_8);
    ByteBuffer message =
        ByteBuffer.allocate(TAG.length + 2 * Long.BYTES + key.length)
            .put(TAG)
            .putLong(candidateId.getMostSignificantBits())
            .putLong(candidateId.getLeastSignificantBits())
            .put(key);
    ByteBuffer bits = ByteBuffer.wrap(secret.hmac(message.array()));
    long most = (bits.getLong() & 0xffff_ffff_ffff_0fffL) | 0x8000L;
    long least = (bits.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(most, least);
  }
}
