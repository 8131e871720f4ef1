package org.iecpools.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.iecpools.bench.season.PoolTotals;

/** Compares a contender's numbers with the expected ones. */
final class Differences {

  private Differences() {}

  /**
   * Describes every differing number in one sentence, by pool.
   *
   * @param expected the expected numbers, by the pool's id as a string
   * @param contender the contender that computed the actual numbers
   */
  static List<String> between(
      Map<String, PoolTotals> expected, Map<String, PoolTotals> actual, Contender contender) {
    List<String> differences = new ArrayList<>();
    TreeSet<String> pools = new TreeSet<>(expected.keySet());
    pools.addAll(actual.keySet());
    for (String pool : pools) {
      PoolTotals right = expected.getOrDefault(pool, PoolTotals.NONE);
      PoolTotals computed = actual.getOrDefault(pool, PoolTotals.NONE);
      compare(
          differences,
          contender,
          pool,
          "candidates in pool",
          right.candidatesInPool(),
          computed.candidatesInPool());
      compare(
          differences,
          contender,
          pool,
          "invitations issued",
          right.invitationsIssued(),
          computed.invitationsIssued());
      compare(differences, contender, pool, "declines", right.declines(), computed.declines());
      compare(
          differences,
          contender,
          pool,
          "open invitations",
          right.openInvitations(),
          computed.openInvitations());
      compare(differences, contender, pool, "LOIs", right.loisIssued(), computed.loisIssued());
    }
    return differences;
  }

  private static void compare(
      List<String> differences,
      Contender contender,
      String pool,
      String number,
      long expected,
      long actual) {
    if (expected != actual) {
      differences.add(
          "%s, %s: %s is %,d, should be %,d"
              .formatted(contender.text(), pool, number, actual, expected));
    }
  }
}
