package org.iecpools.invitation.domain;

import java.util.Collection;
import java.util.UUID;

/**
 * The list of those who take part in a round, closed before the public randomness exists that
 * decides the round.
 *
 * @param pseudonyms everyone in the list, under the names of this round
 * @param tree Merkle tree over the pseudonyms; its root is the seal
 */
record SealedPool(UUID roundId, ProfileIds pseudonyms, MerkleTree tree) {

  /**
   * Closes a list.
   *
   * @param profiles distinct, in any order
   */
  static SealedPool of(UUID roundId, Collection<UUID> profiles) {
    Pseudonyms names = new Pseudonyms(roundId);
    return named(roundId, profiles.stream().map(names::of).toList());
  }

  /**
   * Closes a list.
   *
   * @param pseudonyms distinct, in any order
   */
  static SealedPool named(UUID roundId, Collection<UUID> pseudonyms) {
    ProfileIds ids = ProfileIds.of(pseudonyms);
    return new SealedPool(roundId, ids, MerkleTree.over(ids));
  }

  /**
   * Draws from the list, with pseudonyms in place of profile ids.
   *
   * @param seed the committed seed, 32 bytes
   * @param beacon the value of the announced beacon round, 32 bytes
   * @param size how many to invite, 0 or more; above the number of profiles means all
   */
  Draw draw(byte[] seed, byte[] beacon, int size) {
    byte[] key = RoundKey.of(seed, beacon, roundId, tree.root());
    return Draw.of(key, roundId, pseudonyms, tree, size);
  }
}
