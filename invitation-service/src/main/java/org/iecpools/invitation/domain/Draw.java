package org.iecpools.invitation.domain;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.iecpools.domain.EventIds;
import org.jspecify.annotations.Nullable;

/**
 * The verifiable draw. A profile's ticket is HMAC-SHA-256(seed, round id || profile id), with ids
 * of 16 bytes, and the lowest tickets win. The same seed, round and profiles give the same draw, in
 * any order of the profiles.
 *
 * <p>Takes linear time and at most 32 bytes per profile, in addition to the ids passed in and
 * returned: only the leading 8 bytes of each ticket are kept. Whole tickets are computed again only
 * for the bucket in which the cut-off lies.
 *
 * @param drawable all profiles that could be drawn
 * @param tree Merkle tree over them
 * @param invited invited profiles, in ascending order
 * @param cutOff the highest winning ticket, 32 bytes; null if nobody was invited
 */
public record Draw(
    ProfileIds drawable, MerkleTree tree, List<UUID> invited, @Nullable ByteBuffer cutOff) {

  /** Length of the secret seed in bytes. */
  public static final int SEED_BYTES = 32;

  private static final int ID = 16;

  /** Number of leading bits of a ticket that select its bucket. */
  private static final int BUCKET_BITS = 16;

  private record Ticket(byte[] bytes, int index) {}

  /**
   * Draws the invited profiles of a round.
   *
   * @param seed 32 bytes
   * @param profiles distinct, in any order
   * @param size how many to invite, 0 or more; above the number of profiles means all
   */
  public static Draw of(byte[] seed, UUID roundId, Collection<UUID> profiles, int size) {
    ProfileIds ids = ProfileIds.of(profiles);
    return of(seed, roundId, ids, MerkleTree.over(ids), size);
  }

  /** Draws as above from ids whose tree is known, with any key of 32 bytes. */
  static Draw of(byte[] key, UUID roundId, ProfileIds ids, MerkleTree tree, int size) {
    int wanted = Math.min(size, ids.size());
    if (wanted <= 0) {
      return new Draw(ids, tree, List.of(), null);
    }
    long[] leading = new long[ids.size()];
    Portions.each(
        leading.length,
        (from, to) -> {
          Tickets tickets = new Tickets(key, roundId);
          for (int i = from; i < to; i++) {
            leading[i] = tickets.leading(ids, i);
          }
        });
    int[] buckets = new int[1 << BUCKET_BITS];
    for (long ticket : leading) {
      buckets[bucket(ticket)]++;
    }
    // Find the bucket of the highest winning ticket, and the number of winners in it.
    int last = 0;
    int left = wanted;
    while (buckets[last] < left) {
      left -= buckets[last++];
    }
    List<Ticket> close = lowest(new Tickets(key, roundId), ids, leading, last, left);
    BitSet winners = new BitSet();
    close.forEach(ticket -> winners.set(ticket.index()));
    List<UUID> invited = new ArrayList<>(wanted);
    for (int i = 0; i < leading.length; i++) {
      if (bucket(leading[i]) < last || winners.get(i)) {
        invited.add(ids.get(i));
      }
    }
    return new Draw(ids, tree, List.copyOf(invited), ByteBuffer.wrap(close.getLast().bytes()));
  }

  /** The lowest tickets of one bucket, ascending; equal tickets in the order of the profiles. */
  private static List<Ticket> lowest(
      Tickets tickets, ProfileIds ids, long[] leading, int bucket, int number) {
    List<Ticket> all = new ArrayList<>();
    for (int i = 0; i < leading.length; i++) {
      if (bucket(leading[i]) == bucket) {
        all.add(new Ticket(tickets.of(ids, i), i));
      }
    }
    all.sort(
        Comparator.comparing(Ticket::bytes, Arrays::compareUnsigned).thenComparing(Ticket::index));
    return all.subList(0, number);
  }

  private static int bucket(long leading) {
    return (int) (leading >>> (Long.SIZE - BUCKET_BITS));
  }

  /** One profile's ticket in one round, 32 bytes, compared as an unsigned number. */
  public static byte[] ticket(byte[] seed, UUID roundId, UUID profileId) {
    return new Tickets(seed, roundId).of(ProfileIds.of(List.of(profileId)), 0);
  }

  /**
   * The invitation of a profile in a round: UUID version 5 (RFC 9562) of the profile's 16 bytes in
   * the round's namespace. It depends on nothing else.
   */
  public static UUID invitationId(UUID roundId, UUID profileId) {
    return EventIds.named(roundId, profileId);
  }

  /** Computes the tickets of one round; reuses one Mac and its buffers. */
  private static final class Tickets {
    private final Mac mac;
    private final byte[] input = new byte[2 * ID];
    private final ByteBuffer inputView = ByteBuffer.wrap(input);
    private final byte[] ticket = new byte[Sha256.BYTES];
    private final ByteBuffer ticketView = ByteBuffer.wrap(ticket);

    Tickets(byte[] seed, UUID roundId) {
      try {
        mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(seed, "HmacSHA256"));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
      }
      inputView
          .putLong(0, roundId.getMostSignificantBits())
          .putLong(8, roundId.getLeastSignificantBits());
    }

    /** The leading 8 bytes of a ticket. */
    long leading(ProfileIds ids, int index) {
      draw(ids, index);
      return ticketView.getLong(0);
    }

    /** A whole ticket. */
    byte[] of(ProfileIds ids, int index) {
      draw(ids, index);
      return ticket.clone();
    }

    private void draw(ProfileIds ids, int index) {
      ids.put(index, inputView, ID);
      mac.update(input, 0, input.length);
      try {
        mac.doFinal(ticket, 0);
      } catch (ShortBufferException e) {
        throw new IllegalStateException("there is room for a ticket", e);
      }
    }
  }
}
