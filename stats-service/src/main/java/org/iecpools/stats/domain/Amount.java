package org.iecpools.stats.domain;

import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;

/** Permits, or the word that stands where there is no number. */
public sealed interface Amount {

  /** A number of permits, 0 or more. */
  record Permits(long number) implements Amount {}

  /** What there is instead of a number. */
  enum Word implements Amount {
    UNLIMITED("unlimited"),
    TO_BE_ANNOUNCED("to be announced"),
    NOT_OFFERED("not offered");

    private final String text;

    Word(String text) {
      this.text = text;
    }

    /** As rows say it. */
    public String text() {
      return text;
    }
  }

  /**
   * A quota as rows state it. A kind that this version does not know has not been announced to it.
   */
  static Amount of(Quota quota) {
    return switch (quota.getKind()) {
      case NUMBER -> new Permits(quota.getPermits() == null ? 0 : quota.getPermits());
      case UNLIMITED -> Word.UNLIMITED;
      case TO_BE_ANNOUNCED, UNKNOWN -> Word.TO_BE_ANNOUNCED;
      case NOT_OFFERED -> Word.NOT_OFFERED;
    };
  }

  /** As events state it. */
  default Quota asQuota() {
    return switch (this) {
      case Permits permits -> new Quota(QuotaKind.NUMBER, Math.toIntExact(permits.number()));
      case Word.UNLIMITED -> new Quota(QuotaKind.UNLIMITED, null);
      case Word.TO_BE_ANNOUNCED -> new Quota(QuotaKind.TO_BE_ANNOUNCED, null);
      case Word.NOT_OFFERED -> new Quota(QuotaKind.NOT_OFFERED, null);
    };
  }

  /** What is left of a quota: never below 0, and nothing of what is not offered. */
  default Amount minus(long used) {
    return switch (this) {
      case Permits quota -> new Permits(Math.max(0, quota.number() - used));
      case Word word -> word == Word.NOT_OFFERED ? new Permits(0) : word;
    };
  }
}
