package org.iecpools.stats.domain;

import java.util.OptionalLong;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;

/** A number of permits, or the word used instead of a number. */
public sealed interface Amount {

  /** The status of an amount that is a number; that of any other amount is its word. */
  String PERMITS = "permits";

  /** A number of permits, 0 or more. */
  record Permits(long number) implements Amount {}

  /** The words used instead of a number. */
  enum Word implements Amount {
    UNLIMITED("unlimited"),
    TO_BE_ANNOUNCED("to be announced"),
    NOT_OFFERED("not offered");

    private final String text;

    Word(String text) {
      this.text = text;
    }

    /** The value in rows. */
    public String text() {
      return text;
    }
  }

  /** Converts a quota. A kind that this release does not know is treated as to be announced. */
  static Amount of(Quota quota) {
    return switch (quota.getKind()) {
      case NUMBER -> new Permits(quota.getPermits() == null ? 0 : quota.getPermits());
      case UNLIMITED -> Word.UNLIMITED;
      case TO_BE_ANNOUNCED, UNKNOWN -> Word.TO_BE_ANNOUNCED;
      case NOT_OFFERED -> Word.NOT_OFFERED;
    };
  }

  /** Converts to the form used in events. */
  default Quota asQuota() {
    return switch (this) {
      case Permits permits -> new Quota(QuotaKind.NUMBER, Math.toIntExact(permits.number()));
      case Word.UNLIMITED -> word(QuotaKind.UNLIMITED);
      case Word.TO_BE_ANNOUNCED -> word(QuotaKind.TO_BE_ANNOUNCED);
      case Word.NOT_OFFERED -> word(QuotaKind.NOT_OFFERED);
    };
  }

  private static Quota word(QuotaKind kind) {
    return Quota.newBuilder().setKind(kind).build();
  }

  /** The number of permits; empty if a word is used instead. */
  default OptionalLong permits() {
    return this instanceof Permits(long number) ? OptionalLong.of(number) : OptionalLong.empty();
  }

  /** The rest of a quota: never below 0, and 0 if the pool is not offered. */
  default Amount minus(long used) {
    return switch (this) {
      case Permits quota -> new Permits(Math.max(0, quota.number() - used));
      case Word.NOT_OFFERED -> new Permits(0);
      case Word.UNLIMITED, Word.TO_BE_ANNOUNCED -> this;
    };
  }
}
