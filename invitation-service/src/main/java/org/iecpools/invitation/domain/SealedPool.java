package org.iecpools.invitation.domain;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The list of those who take part in a round, closed before the public randomness exists that
 * decides the round.
 *
 * @param pseudonyms everyone in the list, under the names of this round
 * @param tree Merkle tree over the pseudonyms; its root is the seal
 */
public record SealedPool(UUID roundId, ProfileIds pseudonyms, MerkleTree tree) {

  /**
   * Closes a list.
   *
   * @param profiles distinct, in any order
   */
  public static SealedPool of(UUID roundId, Collection<UUID> profiles) {
    UUID[] all = profiles.toArray(UUID[]::new);
    long[] most = new long[all.length];
    long[] least = new long[all.length];
    Portions.each(
        all.length,
        (from, to) -> {
          Pseudonyms names = new Pseudonyms(roundId);
          for (int i = from; i < to; i++) {
            UUID pseudonym = names.of(all[i]);
            most[i] = pseudonym.getMostSignificantBits();
            least[i] = pseudonym.getLeastSignificantBits();
          }
        });
    ProfileIds pseudonyms = ProfileIds.sorted(most, least);
    return new SealedPool(roundId, pseudonyms, MerkleTree.over(pseudonyms));
  }

  /**
   * Draws from the list, with pseudonyms in place of profile ids.
   *
   * @param seed the committed seed, 32 bytes
   * @param beacon the value of the announced beacon round
   * @param size how many to invite, 0 or more; above the number of profiles means all
   */
  public Draw draw(byte[] seed, byte[] beacon, int size) {
    byte[] key = RoundKey.of(seed, beacon, roundId, tree.root());
    return Draw.of(key, roundId, pseudonyms, tree, size);
  }

  /**
   * Finds who was drawn, by pseudonym.
   *
   * @param listed everyone in the list
   * @param profile the profile of one of them
   */
  public <T> Map<UUID, T> drawn(Draw draw, List<T> listed, Function<T, UUID> profile) {
    Set<UUID> invited = new HashSet<>(draw.invited());
    Map<UUID, T> drawn = new ConcurrentHashMap<>();
    Portions.each(
        listed.size(),
        (from, to) -> {
          Pseudonyms names = new Pseudonyms(roundId);
          for (T one : listed.subList(from, to)) {
            UUID pseudonym = names.of(profile.apply(one));
            if (invited.contains(pseudonym)) {
              drawn.put(pseudonym, one);
            }
          }
        });
    return drawn;
  }
}
