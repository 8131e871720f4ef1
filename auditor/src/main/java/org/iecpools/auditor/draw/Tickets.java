package org.iecpools.auditor.draw;

import java.util.UUID;
import org.iecpools.events.RoundRun;
import org.jspecify.annotations.Nullable;

/** The leaves and tickets of a draw, by the rules under which it was drawn. */
sealed interface Tickets {

  /** What stands for a profile in the Merkle tree. */
  UUID leaf(UUID profileId);

  /** A profile's ticket: 32 bytes, compared as an unsigned number. */
  byte[] of(UUID profileId);

  /** Rounds without a beacon: the seed alone decides, and the leaves are the profiles. */
  record BySeed(UUID roundId, byte[] seed) implements Tickets {
    @Override
    public UUID leaf(UUID profileId) {
      return profileId;
    }

    @Override
    public byte[] of(UUID profileId) {
      return Formats.ticket(seed, roundId, profileId);
    }
  }

  /** Rounds with a beacon: the leaves are pseudonyms, and the key follows from the beacon too. */
  record ByBeacon(UUID roundId, byte[] key) implements Tickets {
    @Override
    public UUID leaf(UUID profileId) {
      return Formats.pseudonym(roundId, profileId);
    }

    @Override
    public byte[] of(UUID profileId) {
      return Formats.ticket(key, roundId, leaf(profileId));
    }
  }

  /** The rules of a draw. What it does not state counts as empty, and gives other tickets. */
  static Tickets of(RoundRun run) {
    byte[] seed = orEmpty(Formats.bytes(run.getSeed()));
    UUID roundId = run.getRoundId();
    if (run.getBeacon() == null) {
      return new BySeed(roundId, seed);
    }
    byte[] value = orEmpty(Formats.bytes(run.getBeaconValue()));
    byte[] root = orEmpty(Formats.bytes(run.getMerkleRoot()));
    return new ByBeacon(roundId, Formats.key(seed, value, roundId, root));
  }

  private static byte[] orEmpty(byte @Nullable [] bytes) {
    return bytes == null ? new byte[] {0} : bytes;
  }
}
