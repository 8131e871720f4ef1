package org.iecpools.stats.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A contradiction between the numbers and the rules. Shown with the row; nothing is corrected.
 *
 * @param code stable code for programs
 * @param detail explanation for people
 */
public record Anomaly(String code, String detail) {

  /** Finds the anomalies in the sums of a pool. */
  static List<Anomaly> in(
      Sums sums, Amount quota, long lastInvited, Optional<DoubleEntry.Comparison> compared) {
    List<Anomaly> found = new ArrayList<>();
    // A leave may have crossed the last round and may be voided later: not an anomaly yet.
    long crossing = Math.clamp(sums.leavesCounting(), 0, lastInvited);
    long missing = -(sums.inPool() + crossing);
    if (missing > 0) {
      found.add(
          new Anomaly(
              "MORE_OUT_THAN_IN",
              missing + " more left the pool or were drawn from it than had entered it"));
    }
    // Likewise, a decline or LOI may have come after another end and may be rejected later.
    long answers = sums.declinesCounting() + sums.loisCounting();
    long late = Math.max(0, Math.min(sums.of(Count.CLOSED_UNUSED), answers));
    long uninvited = -(sums.open() + late);
    if (uninvited > 0) {
      found.add(
          new Anomaly(
              "MORE_ENDED_THAN_INVITED",
              uninvited
                  + " more invitations have ended, by decline, LOI or otherwise, than issued"));
    }
    if (sums.loisInForce() < 0) {
      found.add(
          new Anomaly(
              "MORE_LOIS_CANCELLED_THAN_ISSUED",
              -sums.loisInForce() + " more LOIs were cancelled than issued"));
    }
    long loisRejected = sums.of(Count.LOIS_REJECTED);
    if (loisRejected > 0) {
      found.add(
          new Anomaly(
              "LOI_AFTER_OTHER_END",
              loisRejected + " LOIs were issued for invitations that had ended otherwise"));
    }
    if (quota instanceof Amount.Permits permits && sums.loisInForce() > permits.number()) {
      found.add(
          new Anomaly(
              "MORE_LOIS_THAN_QUOTA",
              sums.loisInForce() + " LOIs for a quota of " + permits.number()));
    }
    long used = sums.of(Count.ENTERED) + sums.of(Count.INVITED) + sums.of(Count.LOIS);
    if (quota == Amount.Word.NOT_OFFERED && used > 0) {
      found.add(
          new Anomaly(
              "NOT_OFFERED_BUT_USED", "entries, rounds or LOIs in a pool that is not offered"));
    }
    compared
        .filter(comparison -> comparison.difference() != 0)
        .ifPresent(comparison -> found.add(differing(comparison)));
    return List.copyOf(found);
  }

  private static Anomaly differing(DoubleEntry.Comparison comparison) {
    return new Anomaly(
        "POOL_SIZE_DIFFERS",
        "the draw of round %s saw %d candidates in the pool, and these sums count %d at its positions"
            .formatted(
                comparison.draw().roundId(), comparison.draw().stated(), comparison.counted()));
  }
}
