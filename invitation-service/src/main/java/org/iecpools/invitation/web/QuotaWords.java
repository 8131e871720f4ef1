package org.iecpools.invitation.web;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;

/** Quotas that are not a number, in words. */
final class QuotaWords {

  static final String UNLIMITED = "unlimited";
  static final String TO_BE_ANNOUNCED = "to be announced";
  static final String NOT_OFFERED = "not offered";

  /** All words, to complete "x must be ...". */
  static final String LIST =
      "\"%s\", \"%s\" or \"%s\"".formatted(UNLIMITED, TO_BE_ANNOUNCED, NOT_OFFERED);

  private QuotaWords() {}

  /** The kind of quota that a word denotes, in any case and with spaces or underscores. */
  static Optional<QuotaKind> kind(String text) {
    return Stream.of(QuotaKind.values())
        .filter(
            kind ->
                word(kind)
                    .filter(text.replace('_', ' ').toLowerCase(Locale.ROOT)::equals)
                    .isPresent())
        .findFirst();
  }

  /** A quota as a number or a word. */
  static String text(Quota quota) {
    return word(quota.getKind()).orElseGet(() -> String.valueOf(quota.getPermits()));
  }

  private static Optional<String> word(QuotaKind kind) {
    return switch (kind) {
      case UNLIMITED -> Optional.of(UNLIMITED);
      case TO_BE_ANNOUNCED -> Optional.of(TO_BE_ANNOUNCED);
      case NOT_OFFERED -> Optional.of(NOT_OFFERED);
      case NUMBER, UNKNOWN -> Optional.empty();
    };
  }
}
