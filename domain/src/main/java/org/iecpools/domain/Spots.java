package org.iecpools.domain;

import java.util.Locale;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;

/**
 * The spots that a pool's quota leaves.
 *
 * @param quota in force
 * @param announced false if no quota has been announced and the reference data is used
 * @param lois letters of introduction issued less those cancelled
 * @param reserved open invitations of the pool, each of which reserves a spot
 */
public record Spots(Quota quota, boolean announced, long lois, long reserved) {

  /** Whether the quota is a number. Only then are {@link #available} and {@link #free} defined. */
  public boolean limited() {
    return quota.getKind() == QuotaKind.NUMBER;
  }

  /** Letters that can still be issued, 0 or more. Defined only for a limited quota. */
  public int available() {
    return (int) Math.clamp(quota.getPermits() - lois, 0, Integer.MAX_VALUE);
  }

  /**
   * Letters that can still be issued and are not reserved; negative if more invitations are open
   * than there are spots. Defined only for a limited quota.
   */
  public long free() {
    return available() - reserved;
  }

  /** Whether at least as many letters are out as there are permits; false if not limited. */
  public boolean quotaMet() {
    return limited() && lois >= quota.getPermits();
  }

  /** The numbers and their source as text, for a reason. */
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
