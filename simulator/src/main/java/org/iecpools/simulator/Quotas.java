package org.iecpools.simulator;

import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;

/** Converts quotas to and from the text that the dashboard shows. */
final class Quotas {

  private Quotas() {}

  static Quota of(int permits) {
    return new Quota(QuotaKind.NUMBER, permits);
  }

  static Quota parse(String words) {
    return switch (words) {
      case "unlimited" -> new Quota(QuotaKind.UNLIMITED, null);
      case "to be announced" -> new Quota(QuotaKind.TO_BE_ANNOUNCED, null);
      case "not offered" -> new Quota(QuotaKind.NOT_OFFERED, null);
      default -> throw new IllegalArgumentException("no quota: " + words);
    };
  }

  static String text(Quota quota) {
    return switch (quota.getKind()) {
      case NUMBER -> Integer.toString(quota.getPermits());
      case UNLIMITED -> "unlimited";
      case TO_BE_ANNOUNCED -> "to be announced";
      case NOT_OFFERED -> "not offered";
      case UNKNOWN -> "unknown";
    };
  }
}
