package org.iecpools.domain;

import java.util.Locale;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;

/**
 * How much room a pool's quota leaves.
 *
 * @param quota in force
 * @param announced false if none was ever announced and the shipped reference is used
 * @param lois letters issued less those cancelled
 * @param reserved open invitations of the pool, each of which keeps a spot
 */
public record Spots(Quota quota, boolean announced, long lois, long reserved) {

  /** Whether the quota is a number; only then is {@link #available} one. */
  public boolean limited() {
    return quota.getKind() == QuotaKind.NUMBER;
  }

  /** Letters that can still be issued, 0 or more. Only for a limited quota. */
  public int available() {
    return (int) Math.clamp(quota.getPermits() - lois, 0, Integer.MAX_VALUE);
  }

  /**
   * Letters that can still be issued and are not reserved; below 0 if more invitations are open
   * than there are spots. Only for a limited quota.
   */
  public long free() {
    return available() - reserved;
  }

  /** Whether as many letters are out as there are permits. */
  public boolean quotaMet() {
    return limited() && lois >= quota.getPermits();
  }

  /** The numbers and where they come from, for a reason. */
  public String inWords() {
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
