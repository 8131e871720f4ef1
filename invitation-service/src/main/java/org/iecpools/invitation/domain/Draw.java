package org.iecpools.invitation.domain;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.iecpools.domain.EventIds;

/**
 * The verifiable draw: everybody's ticket is HMAC-SHA-256(seed, round id || profile id), ids as 16
 * bytes, and the lowest tickets win. Same seed, round and profiles: same draw, in any order.
 *
 * @param invited profiles, lowest ticket first
 * @param cutOff the highest ticket that won, 32 bytes; null when nobody was invited
 */
public record Draw(List<UUID> invited, ByteBuffer cutOff) {

  /** Length of the secret seed in bytes. */
  public static final int SEED_BYTES = 32;

  private record Ticket(byte[] bytes, UUID profileId) {}

  /**
   * @param seed 32 bytes
   * @param size how many to invite, 0 or more; above the number of profiles means all
   */
  public static Draw of(byte[] seed, UUID roundId, Collection<UUID> profiles, int size) {
    List<Ticket> winners =
        profiles.stream()
            .map(profile -> new Ticket(ticket(seed, roundId, profile), profile))
            .sorted(
                Comparator.comparing(Ticket::bytes, Arrays::compareUnsigned)
                    .thenComparing(Ticket::profileId))
            .limit(size)
            .toList();
    return new Draw(
        winners.stream().map(Ticket::profileId).toList(),
        winners.isEmpty() ? null : ByteBuffer.wrap(winners.getLast().bytes()));
  }

  /** One profile's ticket in one round, 32 bytes, compared as an unsigned number. */
  public static byte[] ticket(byte[] seed, UUID roundId, UUID profileId) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(seed, "HmacSHA256"));
      mac.update(bytes(roundId));
      return mac.doFinal(bytes(profileId));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }

  /**
   * The invitation of a profile in a round: UUID version 5 (RFC 9562) of the profile's 16 bytes in
   * the round's namespace. It follows from the round and nothing else.
   */
  public static UUID invitationId(UUID roundId, UUID profileId) {
    return EventIds.named(roundId, profileId);
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}
