package org.iecpools.simulator.upstream;

import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;

/** Creates quotas, and converts them to and from the text that the dashboard shows. */
public final class Quotas {

  private Quotas() {}

  /** A quota that is a number. */
  public static Quota of(int permits) {
    return new Quota(QuotaKind.NUMBER, permits);
  }

  /**
   * A quota that is not a number.
   *
   * @param text "unlimited", "to be announced" or "not offered"
   * @throws IllegalArgumentException if it is something else
   */
  public static Quota parse(String text) {
    return switch (text) {
      case "unlimited" -> of(QuotaKind.UNLIMITED);
      case "to be announced" -> of(QuotaKind.TO_BE_ANNOUNCED);
      case "not offered" -> of(QuotaKind.NOT_OFFERED);
      default -> throw new IllegalArgumentException("'" + text + "' is not a quota");
    };
  }

  private static Quota of(QuotaKind kind) {
    return Quota.newBuilder().setKind(kind).build();
  }

  /** The text in the dashboard: digits, or the words of {@link #parse}. */
  public static String text(Quota quota) {
    return switch (quota.getKind()) {
      case NUMBER -> String.valueOf(quota.getPermits());
      case UNLIMITED -> "unlimited";
      case TO_BE_ANNOUNCED -> "to be announced";
      case NOT_OFFERED -> "not offered";
      case UNKNOWN -> "unknown";
    };
  }
}
