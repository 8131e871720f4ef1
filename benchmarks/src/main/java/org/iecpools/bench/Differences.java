package org.iecpools.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.iecpools.bench.season.PoolNumbers;

/** Compares a contender's numbers with those of the book. */
final class Differences {

  private Differences() {}

  /**
   * Describes every differing number in one sentence, by pool.
   *
   * @param book the expected numbers, by the pool's id as a string
   * @param who the contender with the other numbers
   */
  static List<String> between(
      Map<String, PoolNumbers> book, Map<String, PoolNumbers> theirs, Contender who) {
    List<String> differences = new ArrayList<>();
    TreeSet<String> pools = new TreeSet<>(book.keySet());
    pools.addAll(theirs.keySet());
    for (String pool : pools) {
      PoolNumbers right = book.getOrDefault(pool, PoolNumbers.NONE);
      PoolNumbers their = theirs.getOrDefault(pool, PoolNumbers.NONE);
      compare(
          differences,
          who,
          pool,
          "candidates in pool",
          right.candidatesInPool(),
          their.candidatesInPool());
      compare(
          differences,
          who,
          pool,
          "invitations issued",
          right.invitationsIssued(),
          their.invitationsIssued());
      compare(differences, who, pool, "declines", right.declines(), their.declines());
      compare(
          differences,
          who,
          pool,
          "open invitations",
          right.openInvitations(),
          their.openInvitations());
      compare(differences, who, pool, "LOIs", right.loisIssued(), their.loisIssued());
    }
    return differences;
  }

  private static void compare(
      List<String> differences, Contender who, String pool, String cell, long right, long their) {
    if (right != their) {
      differences.add(
          "%s, %s: %s is %,d, should be %,d".formatted(who.text(), pool, cell, their, right));
    }
  }
}
