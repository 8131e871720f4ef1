package org.iecpools.invitation.domain;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.iecpools.events.RoundRun;

/** The tickets of a round that ran here, by the rules under which it was drawn. */
public final class RunTickets {

  private final UUID roundId;
  private final byte[] key;
  private final UnaryOperator<UUID> names;

  private RunTickets(UUID roundId, byte[] key, UnaryOperator<UUID> names) {
    this.roundId = roundId;
    this.key = key;
    this.names = names;
  }

  /**
   * The tickets of a round.
   *
   * @param run a revision that states the seed
   */
  public static RunTickets of(RoundRun run) {
    UUID roundId = run.getRoundId();
    byte[] seed = bytes(run.getSeed());
    return run.getBeacon() == null
        ? new RunTickets(roundId, seed, UnaryOperator.identity())
        : new RunTickets(
            roundId,
            RoundKey.of(seed, bytes(run.getBeaconValue()), roundId, bytes(run.getMerkleRoot())),
            new Pseudonyms(roundId)::of);
  }

  /** What stands for a profile in the list: itself, or its pseudonym if there is a beacon. */
  public UUID listed(UUID profileId) {
    return names.apply(profileId);
  }

  /** The ticket of a profile, 32 bytes, compared as an unsigned number. */
  public byte[] of(UUID profileId) {
    return Draw.ticket(key, roundId, listed(profileId));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
