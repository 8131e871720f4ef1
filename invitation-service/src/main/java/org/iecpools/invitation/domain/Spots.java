package org.iecpools.invitation.domain;

import java.util.Locale;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;

/**
 * How much room a pool's quota leaves.
 *
 * @param quota in force
 * @param announced false when none was ever announced and the shipped reference stands in
 * @param lois letters issued less those cancelled
 * @param reserved open invitations of the pool, for whom a spot is kept
 */
public record Spots(Quota quota, boolean announced, int lois, int reserved) {

  /** Whether the quota is a number; only then is {@link #available} one. */
  public boolean limited() {
    return quota.getKind() == QuotaKind.NUMBER;
  }

  /** Letters that can still be issued, 0 or more. Only for a limited quota. */
  public int available() {
    return Math.max(0, quota.getPermits() - lois);
  }

  /** Whether as many letters are out as there are permits. */
  public boolean quotaMet() {
    return limited() && lois >= quota.getPermits();
  }

  /** In words for a reason: numbers and where they come from. */
  String inWords() {
    String of =
        limited()
            ? "%d spots available (quota %d, LOIs %d)"
                .formatted(available(), quota.getPermits(), lois)
            : "quota " + quota.getKind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return of
        + (announced ? "" : ", by the shipped reference since none was announced")
        + ", %d open invitations".formatted(reserved);
  }
}
